"""The database: reached, migrated, opened by these keys, and set as records need."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk import clock, schema
from helpdesk import database as engines
from helpdesk.condition import Server, condition
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.keys import load_keys

SLOW_CLOCK, WRONG_CLOCK = 2.0, 30.0  # seconds; limits and codes go by both clocks
LONG_TRANSACTION = 300.0
CROWDED = 0.8  # of the server's connections
OLDEST = 14


@dataclass(frozen=True, slots=True)
class Rule:
    """A setting of PostgreSQL that records need."""

    name: str
    wanted: Callable[[str], bool]
    say: Callable[[str, str], Finding]
    remedy: str


RULES = (
    Rule("fsync", lambda v: v == "on", wrong, "a power cut loses records: turn it on"),
    Rule("full_page_writes", lambda v: v == "on", wrong, "turn it on"),
    Rule(
        "synchronous_commit",
        lambda v: v != "off",
        wrong,
        "what was answered to a worker may be lost: turn it on",
    ),
    Rule("autovacuum", lambda v: v == "on", wrong, "tables only grow: turn it on"),
    Rule(
        "server_encoding",
        lambda v: v == "UTF8",
        wrong,
        "make the database anew with ENCODING 'UTF8'",
    ),
    Rule(
        "server_version_num",
        lambda v: int(v) // 10_000 >= OLDEST,
        wrong,
        f"PostgreSQL {OLDEST} or newer is needed",
    ),
    Rule(
        "data_checksums",
        lambda v: v == "on",
        doubtful,
        "a failing disk is not noticed: `pg_checksums --enable` while it is stopped",
    ),
    Rule(
        "archive_mode",
        lambda v: v != "off",
        doubtful,
        "a broken disk loses the day since the backup: docs/operations.md",
    ),
)


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the records; without them nothing further is asked."""
    file = settings.records_url.database or ""
    if not settings.is_production and not Path(file).is_file():
        yield wrong("records: there are none", "`gonghui db upgrade`")
        return
    engine = engines.create_engine(settings)
    try:
        async for finding in _asked(settings, engine):
            yield finding
    except (SQLAlchemyError, OSError) as error:
        yield wrong(
            f"the database does not answer: {type(error).__name__}",
            "look whether it runs, and at GONGHUI_DATABASE_URL",
        )
    finally:
        await engine.dispose()


async def _asked(settings: Settings, engine: AsyncEngine) -> AsyncIterator[Finding]:
    sessions = engines.create_sessions(engine)
    async with engines.read_only(sessions) as session:
        server = await condition.server(session)
        version = await condition.sqlite(session) if server is None else ""
    for finding in _server(server) if server else (fine(f"SQLite {version}"),):
        yield finding
    standing = await schema.standing(engine)
    yield _schema(standing)
    if standing.current is None:
        return
    async with engines.read_only(sessions) as session:
        yield await _keys(settings, session)


def _server(server: Server) -> Iterator[Finding]:
    told = f"PostgreSQL {server.settings['server_version']}"
    faults = [
        rule.say(f"{told}: {rule.name} is {value}", rule.remedy)
        for rule in RULES
        if not rule.wanted(value := server.settings[rule.name])
    ]
    yield from faults or [fine(f"{told}, set as records need")]
    yield _clock(server)
    yield _load(server)
    if server.is_superuser:
        yield doubtful(
            "the assistant is PostgreSQL's superuser",
            "give it a role of its own that owns this database alone",
        )
    if server.unusable_indexes:
        yield wrong(
            f"{server.unusable_indexes} indexes were never finished",
            "`gonghui db upgrade`; what stays: REINDEX INDEX CONCURRENTLY",
        )


def _clock(server: Server) -> Finding:
    off = abs((clock.now() - server.now).total_seconds())
    told = f"this machine's clock and the database's are {off:.1f} s apart"
    if off > WRONG_CLOCK:
        return wrong(told, "set the clocks (chrony): limits and codes go by both")
    if off > SLOW_CLOCK:
        return doubtful(told, "set the clocks (chrony) before they go further")
    return fine(told)


def _load(server: Server) -> Finding:
    limit = int(server.settings["max_connections"])
    told = f"{server.connections} of {limit} connections"
    if server.connections > CROWDED * limit:
        return wrong(told, "raise max_connections, or run fewer processes")
    if server.longest_transaction > LONG_TRANSACTION:
        return doubtful(
            f"a transaction has been open for {server.longest_transaction:.0f} s",
            "look at pg_stat_activity: it keeps dead rows, and migrations waiting",
        )
    return fine(told)


def _schema(standing: schema.Standing) -> Finding:
    if standing.is_newer:
        return doubtful(
            f"the schema ({standing.current}) is newer than this program "
            f"({standing.head})",
            "fine after a roll-back; else start the newer program",
        )
    if standing.pending:
        return wrong(
            f"the schema is {len(standing.pending)} revisions behind this program",
            "`gonghui db upgrade`",
        )
    return fine(f"the schema is the newest ({standing.head})")


async def _keys(settings: Settings, session: AsyncSession) -> Finding:
    try:
        opened, fits = await condition.opened(session, load_keys(settings))
    except ConfigurationError as error:
        return wrong(f"{error}", "bring the key back; without it nobody is found")
    if not fits:
        return wrong(
            "the lookup key does not fit the records: nobody is found",
            "bring the right one back, or `gonghui keys rehash`",
        )
    return fine(f"{opened} sealed values opened, the lookup key fits")

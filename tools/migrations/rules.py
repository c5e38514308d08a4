"""The rules: each is a generator of findings, its docstring the rule it holds.

While a city is upgraded, the program before and the new one work on one schema; so a
revision adds, and what nobody needs any more goes a release later (a `contract`).
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tools.migrations.revisions import Step

Rule = Callable[[Step, Collection[str]], Iterator[str]]

SMALL = frozenset(
    {
        "articles",
        "canned_texts",
        "macros",
        "officers",
        "organisations",
        "sites",
    }
)
"""Tables of some thousand rows: an index is made in the blink of an eye."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A statement on a table in use, and what to do instead; `table` is its group 1."""

    pattern: re.Pattern[str]
    why: str


def _ban(pattern: str, why: str) -> Ban:
    return Ban(re.compile(pattern, re.IGNORECASE), why)


BREAKING = (
    _ban(r"DROP TABLE (?:IF EXISTS )?(\w+)", "the program before still reads it"),
    _ban(r"ALTER TABLE (\w+) DROP COLUMN", "the program before still reads it"),
    _ban(r"ALTER TABLE (\w+) RENAME", "the program before knows the old name"),
    _ban(
        r"ALTER TABLE (\w+) ADD COLUMN (?!.*\bDEFAULT\b).*NOT NULL",
        "the program before does not fill it: let it be NULL or give a server default",
    ),
    _ban(
        r"ALTER TABLE (\w+) ALTER COLUMN \w+ SET NOT NULL",
        "the program before may leave it empty",
    ),
    _ban(
        r"ALTER TABLE (\w+) ADD (?:CONSTRAINT \w+ )?"
        r"(?:UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)\s*(?:\((?P<columns>[^)]*)\))?",
        "the program before may break it",
    ),
    _ban(
        r"CREATE UNIQUE INDEX (?:CONCURRENTLY )?(?:\w+ )?ON (\w+) "
        r"\((?P<columns>[^)]*)\)",
        "the program before may break it",
    ),
)
STOPPING = (
    _ban(
        r"ALTER TABLE (\w+) ALTER COLUMN \w+ (?:SET DATA )?TYPE",
        "rewrites the table while everybody waits: add a column and let the worker "
        "fill it",
    ),
    _ban(
        r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:\w+ )?ON (\w+)",
        "nobody can write meanwhile: `migrations.online.create_index`, in a revision "
        "of its own",
    ),
    _ban(
        r"ALTER TABLE (\w+) ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN)(?!.*NOT VALID)",
        "reads the whole table under a lock: add it NOT VALID, VALIDATE it in a "
        "revision of its own",
    ),
    _ban(
        r"(?:UPDATE|DELETE FROM|LOCK TABLE|TRUNCATE(?: TABLE)?) (?:ONLY )?(\w+)",
        "holds every row it touches until the revision ends: let the worker do it in "
        "batches",
    ),
)


def unreadable(step: Step, _releases: Collection[str]) -> Iterator[str]:
    """A revision asks the database nothing: it could be read, and stays short."""
    if step.unread is not None:
        yield f"{step.file}: asks for rows while it migrates; let the worker do that"


def breaking(step: Step, _releases: Collection[str]) -> Iterator[str]:
    """What the program before uses stays, unless the revision is a contract."""
    if step.contract is None:
        yield from _banned(step, BREAKING, small=frozenset())


def stopping(step: Step, _releases: Collection[str]) -> Iterator[str]:
    """No revision makes everybody wait for a large table; a contract neither."""
    yield from _banned(step, STOPPING, small=SMALL)


def mixed(step: Step, _releases: Collection[str]) -> Iterator[str]:
    """What runs outside a transaction is alone: it can be done again as a whole."""
    others = [
        statement
        for statement in step.statements
        if not re.match(r"COMMIT|BEGIN|SET |(CREATE|DROP) .*CONCURRENTLY", statement)
    ]
    if len(others) < len(step.statements) and "COMMIT" in step.statements and others:
        yield f"{step.file}: has steps beside an index made CONCURRENTLY; part them"


def unreleased(step: Step, releases: Collection[str]) -> Iterator[str]:
    """A contract waits for a release: the first that does without, out already."""
    if step.contract is not None and step.contract not in releases:
        yield f"{step.file}: waits for {step.contract!r}, no release of CHANGELOG.md"


RULES: tuple[Rule, ...] = (unreadable, breaking, stopping, mixed, unreleased)


def findings(steps: Collection[Step], releases: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with these revisions."""
    for step in steps:
        for rule in RULES:
            yield from rule(step, releases)


def _banned(
    step: Step, bans: Collection[Ban], *, small: Collection[str]
) -> Iterator[str]:
    for statement in step.statements:
        for ban in bans:
            found = ban.pattern.match(statement)
            if found and not _is_free(step, found, small):
                yield f"{step.file}: “{statement[:72]}”: {ban.why}"


def _is_free(step: Step, found: re.Match[str], small: Collection[str]) -> bool:
    """Tell whether nobody uses what is changed: a new table, or new columns alone."""
    named = found.groupdict().get("columns")
    columns = {name.strip() for name in named.split(",")} if named else set()
    are_new = bool(columns) and columns <= step.added(found[1])
    return found[1] in step.made or found[1] in small or are_new

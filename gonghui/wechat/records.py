"""Whether what has to leave by WeChat leaves."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk import clock, database
from helpdesk.config import Settings
from helpdesk.models import OutboxKind
from helpdesk.notifications import Backlog, backlog

LATE = timedelta(minutes=2)


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look into the outbox."""
    file = settings.records_url.database or ""
    if not settings.is_production and not Path(file).is_file():
        yield wrong("records: there are none", "`gonghui db upgrade`")
        return
    engine = database.create_engine(settings)
    try:
        async with database.read_only(database.create_sessions(engine)) as session:
            found = await backlog(session, OutboxKind.wechat)
    except (SQLAlchemyError, OSError) as error:
        yield wrong(
            f"records: {type(error).__name__}",
            "look at GONGHUI_DATABASE_URL; `gonghui db upgrade`",
        )
        return
    finally:
        await engine.dispose()
    for finding in _judged(found):
        yield finding


def _judged(found: Backlog) -> list[Finding]:
    now, told = clock.now(), []
    if found.oldest_due is None or found.oldest_due > now - LATE:
        told.append(fine(f"outbox: nothing is late, {found.held} held for followers"))
    else:
        minutes = (now - found.oldest_due) // timedelta(minutes=1)
        told.append(
            wrong(
                f"outbox: the oldest item is {minutes} minutes late",
                "start `gonghui worker`, or look at its log",
            )
        )
    if found.failed:
        told.append(
            doubtful(
                f"dead letters: {found.failed}",
                "`gonghui outbox list` names the reasons",
            )
        )
    return told

"""Whether what has to leave leaves: the worker, by what it leaves undone."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk import clock
from helpdesk import database as engines
from helpdesk.condition import Work, condition
from helpdesk.config import Settings

LATE = timedelta(minutes=2)
FAR_BEHIND = 5_000  # texts; the worker indexes some hundred a second


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the outbox and at what is to be indexed."""
    engine = engines.create_engine(settings)
    try:
        async with engines.read_only(engines.create_sessions(engine)) as session:
            found = await condition.work(session)
    except (SQLAlchemyError, OSError):
        return  # the records' own check says why
    finally:
        await engine.dispose()
    for finding in judged(found):
        yield finding


def judged(work: Work) -> Iterator[Finding]:
    """Judge what waits."""
    late = [
        f"{kind} for {(clock.now() - each.oldest_due) // timedelta(minutes=1)} minutes"
        for kind, each in work.outbox.items()
        if each.oldest_due is not None and each.oldest_due < clock.now() - LATE
    ]
    if late:
        yield wrong(
            f"the outbox waits: {', '.join(late)}",
            "start `gonghui worker`, or look at its log",
        )
    else:
        yield fine("outbox: nothing is late")
    failed = sum(each.failed for each in work.outbox.values())
    if failed:
        yield doubtful(f"{failed} messages were given up", "`gonghui outbox list`")
    if work.unindexed > FAR_BEHIND:
        yield doubtful(
            f"{work.unindexed} texts are not found yet",
            "look at the worker's log; `gonghui search` tells how far it is",
        )

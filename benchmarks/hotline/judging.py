"""Whether each call's ticket is its own: what was said against what is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from benchmarks.hotline.caller import SCRIPT, Call
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions
from helpdesk.models import Call as Recorded
from helpdesk.models import Ticket


async def judge(folder: Path, calls: Sequence[Call]) -> Counter[str]:
    """Count what is wrong: no answer, or facts and tickets of somebody else."""
    wrong = Counter(fault for call in calls for fault in call.faults)
    employers = {call.facts.employer for call in calls}
    for call in calls:
        heard = "".join(call.said)
        strange = (name for name in employers - {call.facts.employer} if name in heard)
        wrong["heard of another's employer"] += any(strange)
    for call, found in zip(calls, await _tickets(folder, calls), strict=True):
        wrong["no ticket, or several"] += len(found) != 1
        wrong["a ticket with another's facts"] += any(not _own(call, t) for t in found)
    return wrong


async def _tickets(folder: Path, calls: Sequence[Call]) -> list[list[Ticket]]:
    """Read the tickets that each call opened for its matter."""
    engine = create_engine(Settings(_env_file=None, data_dir=folder))
    found = []
    async with create_sessions(engine)() as session:
        for call in calls:
            opened = (
                select(Ticket)
                .join(Recorded, Recorded.conversation_id == Ticket.conversation_id)
                .where(Recorded.call_lookup == call.call_id)
                .where(Ticket.category == SCRIPT["matter"])
            )
            found.append(list(await session.scalars(opened)))
    await engine.dispose()
    return found


def _own(call: Call, ticket: Ticket) -> bool:
    """Tell whether a ticket holds this caller's employer, amount and number."""
    told = ticket.details
    return (
        told.get("employer") == call.facts.employer
        and told.get("unpaid_amount") == str(call.facts.amount)
        and ticket.contact_phone == call.facts.phone
    )

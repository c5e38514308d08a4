"""Tickets as rows, in whatever state a list has to show."""

from datetime import date
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.models import Ticket, TicketStatus
from helpdesk.models.tickets import SETTLED
from helpdesk.numbers import luhn_digit

_serials = count(1)
DUE = date(2026, 7, 20)


def made(**facts: object) -> Ticket:
    """Return a ticket; one that is settled says when."""
    status = facts.get("status", TicketStatus.open)
    settled = clock.now() if status in SETTLED else None
    ordinary = {
        "number": _number(),
        "category": "report_unpaid_wages",
        "skill": "legal_aid",
        "subject": "拖欠工资三个月",
        "details": {},
        "due_on": DUE,
        "status": status,
        "settled_at": settled,
    }
    return Ticket(**{**ordinary, **facts})


def _number() -> str:
    body = f"260715{next(_serials):05d}"
    return body + luhn_digit(body)


async def put(session: AsyncSession, *tickets: Ticket) -> list[str]:
    """Put tickets on record and return their numbers."""
    for ticket in tickets:  # one by one: their keys are in this order
        session.add(ticket)
        await session.flush()
    return [ticket.number for ticket in tickets]

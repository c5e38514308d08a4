"""Until when something has to be done, in words."""

from dataclasses import dataclass
from datetime import datetime

from api.console.calls.told import day, moment
from api.console.names import names
from api.console.ticket.words import words
from helpdesk import clock, workdays
from helpdesk.models import DeadlineClass, Ticket, TicketStatus
from helpdesk.tickets import tickets


@dataclass(frozen=True, slots=True)
class Due:
    """A limit: how it stands, why it is what it is, and the first answer's."""

    told: str
    why: str = ""
    answer: str = ""
    is_late: bool = False
    is_near: bool = False


def due_of(ticket: Ticket) -> Due:
    """Return how a ticket's limits stand."""
    said = words().due
    if ticket.settled_at is not None:
        state = names().statuses[ticket.status]
        return Due(said["settled"].format(day=moment(ticket.settled_at), state=state))
    if ticket.status is TicketStatus.pending_member:
        return Due(said["waiting"], why=_why(ticket))
    due, today = tickets.due_on(ticket), clock.today()
    left = workdays.between(today, due) if due > today else 0
    answer, answer_late = _answer(ticket)
    told = "late" if due < today else "left" if left else "today"
    return Due(
        told=said[told].format(n=left or (today - due).days),
        why=_why(ticket),
        answer=answer,
        is_late=due < today or answer_late,
        is_near=due >= today and left <= 1,
    )


def _why(ticket: Ticket) -> str:
    said, on = words(), day(tickets.due_on(ticket))
    if ticket.supervised_at is not None:
        return said.due["why_supervised"].format(day=on)
    kind = ticket.deadline_class or DeadlineClass.ordinary
    return said.due["why"].format(kind=said.deadline_classes[kind], day=on)


def _answer(ticket: Ticket) -> tuple[str, bool]:
    """Return until when somebody has to answer, while nobody did."""
    by: datetime | None = ticket.answer_due_at
    if by is None or ticket.answered_at is not None:
        return "", False
    if by < clock.now():
        return words().due["answer_late"], True
    return words().due["answer"].format(at=moment(by)), False

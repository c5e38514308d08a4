"""A message that nobody had understood when its ticket was opened."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.clock import day_of
from helpdesk.models import Audience, EventKind, Ticket
from helpdesk.tickets import papers, placing
from helpdesk.tickets.clocks import DUE
from helpdesk.tickets.events import record
from helpdesk.tickets.handling import Handling

UNREAD = "degraded"
"""In place of an intent: the bot did not answer in time."""


def same(opened: Sequence[Ticket], category: str) -> Ticket | None:
    """Return which of a message's tickets is the one that is to be opened.

    What nobody has understood yet may be any of the matters that it tells of.
    """
    known = {ticket.category: ticket for ticket in opened if _is_open(ticket, category)}
    if category == UNREAD:
        return next(iter(known.values()), None)
    return known.get(category) or known.get(UNREAD)


async def understood(
    session: AsyncSession, ticket: Ticket, told: Ticket, *, rule: Handling, by: Actor
) -> Ticket:
    """Make of a ticket what the bot understood after all, when it was late.

    The worker has been told its number; a second one would be the same matter twice.
    """
    before, due = ticket.category, ticket.due_on
    ticket.category, ticket.subject = told.category, told.subject
    ticket.details = {**ticket.details, **told.details}
    ticket.member_id = ticket.member_id or told.member_id
    ticket.contact_phone = told.contact_phone
    ticket.first_message_id = told.first_message_id
    ticket.skill, ticket.priority = rule.skill, rule.priority
    ticket.service_class = rule.service_class
    ticket.deadline_class = rule.deadline_class
    ticket.due_on = rule.due_on(day_of(ticket.created_at))
    ticket.answer_due_at = rule.answer_due_at(ticket.created_at)
    if ticket.organisation_id is None:
        await placing.place(session, ticket)
    await session.flush()
    facts = {
        "category": [before, ticket.category],
        DUE: [due and due.isoformat(), ticket.due_on.isoformat()],
    }
    await record(
        session,
        ticket,
        EventKind.changed,
        by=by,
        audience=Audience.officers,
        facts=facts,
    )
    await papers.claim(session, ticket, conversation_id=ticket.conversation_id)
    return ticket


def _is_open(ticket: Ticket, category: str) -> bool:
    """Tell whether a ticket may be the one: a settled one is if it is of the kind."""
    return ticket.category == category or not ticket.status.is_settled

"""Steps: a ticket moves along the transition table, and its clock goes with it."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.errors import TransitionNotAllowed
from helpdesk.models import (
    Audience,
    EventKind,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.notifications.news import ASKS_RATING
from helpdesk.tickets import clocks
from helpdesk.tickets.events import record
from helpdesk.tickets.repository import TicketRepository


async def move(
    session: AsyncSession,
    ticket: Ticket,
    *,
    to: TicketStatus,
    by: Actor,
    text: str | None = None,
    audience: Audience = Audience.worker,
    facts: dict[str, Any] | None = None,
) -> TicketEvent:
    """Move a ticket one step; what that does to its time stands in the event."""
    ticket = await TicketRepository(session).hold(ticket)
    if to not in ticket.status.next:
        raise TransitionNotAllowed(f"{ticket.status} → {to}")
    before, ticket.status, now = ticket.status, to, clock.now()
    ticket.settled_at = (ticket.settled_at or now) if to.is_settled else None
    ticket.waiting_since = now if to is TicketStatus.pending_member else None
    if to.is_settled:
        ticket.claimed_by_id = ticket.claimed_until = None
    told = dict(facts or {})
    is_new_matter = not to.is_settled and clocks.begins_anew(before, facts)
    if is_new_matter:
        ticket.escalation = 0
    if is_new_matter or before is TicketStatus.pending_member:
        told |= await reckon(session, ticket, reopened=is_new_matter)
    if to is TicketStatus.resolved and await _is_first(session, ticket):
        told[ASKS_RATING] = True
    return await record(
        session,
        ticket,
        EventKind.moved,
        by=by,
        text=text,
        audience=audience,
        before=before,
        facts=told or None,
    )


async def _is_first(session: AsyncSession, ticket: Ticket) -> bool:
    """Tell whether a ticket was never settled or rated: the worker is asked once."""
    if ticket.rating is not None:
        return False
    moves = await TicketRepository(session).list_events(
        ticket.id, kinds=(EventKind.moved,)
    )
    return not any(move.to_status is TicketStatus.resolved for move in moves)


async def reckon(
    session: AsyncSession,
    ticket: Ticket,
    *,
    reopened: bool = False,
    urgent_now: bool = False,
) -> dict[str, list[str]]:
    """Set the day by which a ticket is settled; return what that changed, as facts."""
    now = clock.now()
    history = await TicketRepository(session).list_events(
        ticket.id, kinds=clocks.TELLING
    )
    ran = clocks.course(ticket, history, now=now)
    if reopened:
        ran = clocks.Course(began=now, urgent_at=now)
    if urgent_now:
        ran.urgent_at = now
    old, new = ticket.due_on, clocks.due_on(ticket, ran)
    if old == new:
        return {}
    ticket.due_on = new
    return {clocks.DUE: [str(old), str(new)]}

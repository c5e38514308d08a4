"""The timeline: what happens to a ticket is written down, and its worker told."""

import logging
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.database import after_commit
from helpdesk.figures import TICKET_EVENTS, TICKETS_OPENED
from helpdesk.models import (
    Audience,
    AuthorKind,
    EventKind,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.notifications import news
from helpdesk.texts import tidy
from helpdesk.tickets.clocks import known_due
from helpdesk.tickets.handling import OTHER, categories
from helpdesk.webhooks import webhooks

logger = logging.getLogger(__name__)

TEXT_LIMIT = 4000


async def record(
    session: AsyncSession,
    ticket: Ticket,
    kind: EventKind,
    *,
    by: Actor,
    text: str | None = None,
    audience: Audience = Audience.worker,
    before: TicketStatus | None = None,
    facts: dict[str, Any] | None = None,
) -> TicketEvent:
    """Write down what happened to a ticket.

    The first words of an officer to the worker are the answer that is waited for.
    """
    event = TicketEvent(
        ticket_id=ticket.id,
        kind=kind,
        author=by.kind,
        officer_id=by.officer_id,
        text=tidy(text, limit=TEXT_LIMIT) or None if text else None,
        audience=audience,
        from_status=before,
        to_status=before and ticket.status,
        facts=facts,
    )
    session.add(event)
    after_commit(session, partial(_tell, ticket, event))
    ticket.changed_at = clock.now()
    if _is_answer(event):
        ticket.answered_at = ticket.answered_at or ticket.changed_at
    await session.flush()
    await news.of_ticket(session, ticket, event, due=known_due(ticket))
    await webhooks.of_event(session, ticket, event)
    return event


def _is_answer(event: TicketEvent) -> bool:
    by_officer = event.author is AuthorKind.officer
    return by_officer and event.audience is Audience.worker and bool(event.text)


def _tell(ticket: Ticket, event: TicketEvent) -> None:
    """Tell operators, who find a message's lines by its ticket (`gonghui trace`)."""
    fields = {"ticket": ticket.number, "event": event.kind}
    logger.info("ticket %s: %s", ticket.number, event.kind, extra=fields)
    TICKET_EVENTS.labels(event.kind).inc()
    if event.kind is EventKind.opened:
        known = ticket.category in categories()
        category = ticket.category if known else OTHER
        TICKETS_OPENED.labels(category, ticket.source).inc()

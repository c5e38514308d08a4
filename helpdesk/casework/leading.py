"""Leading: what does not get on goes up 升级, and leaders order haste 督办."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.casework.acting import begin
from helpdesk.casework.leading_repository import LeadingRepository
from helpdesk.errors import InvalidInput
from helpdesk.models import (
    Audience,
    AuditAction,
    AuditSubject,
    EventKind,
    Ticket,
    TicketEvent,
)
from helpdesk.rules import rules
from helpdesk.tickets.clocks import DUE
from helpdesk.tickets.events import record

FILE = Path(__file__).with_name("leading.yml")


class Leading:
    """Takes tickets up, and down again with an order."""

    async def escalate(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, why: str
    ) -> TicketEvent:
        """Report a ticket one level up, to the nearest leader of its subtree."""
        act = await begin(session, ticket, "escalate", by=by, words=why)
        level = min(act.ticket.escalation + 1, rules(FILE)["most"])
        return await raise_to(session, act.ticket, level, by=by, text=act.words)

    async def supervise(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        words: str,
        due_on: date | None = None,
    ) -> TicketEvent:
        """Order haste, perhaps by a day of its own; the officers read the order.

        Raises:
            InvalidInput: That day is over.
        """
        if due_on is not None and due_on < clock.today():
            raise InvalidInput("a day to come")
        act = await begin(session, ticket, "supervise", by=by, words=words)
        ticket, facts = act.ticket, {}
        if due_on is not None and due_on != ticket.due_on:
            facts[DUE] = [str(ticket.due_on), str(due_on)]
            ticket.due_on = due_on
        ticket.supervised_at = clock.now()
        await audit.record(
            session,
            AuditAction.changed,
            AuditSubject.ticket,
            ticket.id,
            by=by,
            after={"supervised": True, "due_on": due_on and str(due_on)},
        )
        return await record(
            session,
            ticket,
            EventKind.supervised,
            by=by,
            text=act.words,
            audience=Audience.officers,
            facts=facts or None,
        )


async def raise_to(
    session: AsyncSession,
    ticket: Ticket,
    level: int,
    *,
    by: Actor,
    text: str,
    audience: Audience = Audience.officers,
    facts: dict[str, Any] | None = None,
) -> TicketEvent:
    """Note how far up a ticket was reported, and to whom."""
    leaders = await LeadingRepository(session).leaders_of(ticket)
    above = leaders[min(level, len(leaders)) - 1] if leaders else None
    ticket.escalation = max(ticket.escalation, level)
    return await record(
        session,
        ticket,
        EventKind.escalated,
        by=by,
        text=text,
        audience=audience,
        facts={**(facts or {}), "level": level, "to": above},
    )

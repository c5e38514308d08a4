"""Settling: a ticket moves on, ends, and is taken up again."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.casework import reach
from helpdesk.casework.acting import begin
from helpdesk.errors import TransitionNotAllowed
from helpdesk.models import SETTLED, Ticket, TicketEvent, TicketStatus
from helpdesk.tickets import tickets
from helpdesk.tickets.steps import move

VERBS: Mapping[TicketStatus, str] = {
    TicketStatus.open: "resume",
    TicketStatus.pending_member: "ask_worker",
    TicketStatus.resolved: "resolve",
    TicketStatus.closed: "close",
    TicketStatus.withdrawn: "withdraw",
}


class Settling:
    """Moves tickets along the transition table."""

    async def move(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        to: TicketStatus,
        words: str = "",
    ) -> TicketEvent:
        """Move a ticket one step; the worker is told, with the words."""
        if to is TicketStatus.open and ticket.status in SETTLED:
            return await self.reopen(session, ticket, by=by, words=words)
        name = VERBS.get(to)
        if name is None:
            raise TransitionNotAllowed(f"{ticket.status} → {to}")
        act = await begin(session, ticket, name, by=by, words=words)
        facts = await reach.told(session, act.ticket) if act.words else None
        return await move(
            session, act.ticket, to=to, by=by, text=act.words, facts=facts
        )

    async def reopen(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, words: str
    ) -> TicketEvent:
        """Take a settled matter up again; its time begins anew."""
        act = await begin(session, ticket, "reopen", by=by, words=words)
        return await tickets.reopen(session, act.ticket, act.words, by=by)

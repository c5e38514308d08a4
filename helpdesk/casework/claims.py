"""Claims: one officer at a time works on a ticket; the others see who it is."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.audit.reasons import reason
from helpdesk.casework.acting import begin, claim, claimer, let_go
from helpdesk.models import (
    Audience,
    AuditAction,
    AuditSubject,
    EventKind,
    Ticket,
    TicketEvent,
)
from helpdesk.tickets.events import record


class Claims:
    """Gives tickets to who works on them."""

    async def claim(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor
    ) -> Ticket:
        """Work on a ticket alone, for as long as something is done with it.

        A new one is open by that, and one that nobody has is assigned to who claims it.
        Claiming again goes on with the claim.

        Raises:
            Claimed: Somebody else was first; it says who and until when.
        """
        return (await begin(session, ticket, "claim", by=by)).ticket

    async def release(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor
    ) -> TicketEvent | None:
        """Let a ticket go; there is no event where nobody worked on it."""
        act = await begin(session, ticket, "release", by=by)
        if claimer(act.ticket) is None:
            return None
        let_go(act.ticket)
        return await record(
            session,
            act.ticket,
            EventKind.released,
            by=by,
            audience=Audience.officers,
        )

    async def steal(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, why: str
    ) -> Ticket:
        """Take a ticket from whoever works on it; leaders may, and say why."""
        why = reason(why)
        act = await begin(session, ticket, "steal", by=by, words=why)
        former = claimer(act.ticket)
        if former is None or act.officer is None or former == act.officer.id:
            return await self.claim(session, act.ticket, by=by)
        let_go(act.ticket)
        await record(
            session,
            act.ticket,
            EventKind.released,
            by=by,
            text=why,
            audience=Audience.officers,
            facts={"officer": former},
        )
        await claim(session, act.ticket, by=by, officer=act.officer)
        await audit.record(
            session,
            AuditAction.changed,
            AuditSubject.ticket,
            act.ticket.id,
            by=by,
            before={"claimed_by": former},
            after={"claimed_by": by.officer_id},
            reason=why,
        )
        return act.ticket

    def claimer(self, ticket: Ticket) -> int | None:
        """Return the key of who works on a ticket now."""
        return claimer(ticket)

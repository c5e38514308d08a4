"""Words: what officers write, to the worker or among themselves."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.casework import reach
from helpdesk.casework.acting import begin
from helpdesk.errors import InvalidInput
from helpdesk.models import Audience, EventKind, Ticket, TicketEvent, TicketStatus
from helpdesk.tickets.events import record
from helpdesk.tickets.steps import move


class Words:
    """Says something on a ticket."""

    async def answer(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, words: str
    ) -> TicketEvent:
        """Answer the worker, by the channel they came through.

        A ticket that nobody works on is claimed by that.
        """
        act = await begin(session, ticket, "answer", by=by, words=words)
        return await record(
            session,
            act.ticket,
            EventKind.answered,
            by=by,
            text=act.words,
            facts=await reach.told(session, act.ticket),
        )

    async def note(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        words: str,
        audience: Audience = Audience.officers,
    ) -> TicketEvent:
        """Write down what the worker does not read."""
        if audience is Audience.worker:
            raise InvalidInput("what the worker reads is an answer")
        act = await begin(session, ticket, "note", by=by, words=words)
        return await record(
            session,
            act.ticket,
            EventKind.note,
            by=by,
            text=act.words,
            audience=audience,
        )

    async def ask_worker(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, words: str
    ) -> TicketEvent:
        """Ask the worker for something; until it comes the clock stands still."""
        act = await begin(session, ticket, "ask_worker", by=by, words=words)
        return await move(
            session,
            act.ticket,
            to=TicketStatus.pending_member,
            by=by,
            text=act.words,
            facts=await reach.told(session, act.ticket),
        )

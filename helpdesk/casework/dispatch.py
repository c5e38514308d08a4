"""Dispatch 派单: who sees to a ticket."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.casework.acting import Act, begin, claimer, let_go
from helpdesk.casework.repository import CaseworkRepository
from helpdesk.casework.verbs import verb
from helpdesk.errors import InvalidInput
from helpdesk.models import Audience, EventKind, Officer, Ticket, TicketEvent
from helpdesk.officers import scope_of
from helpdesk.scope import Scope
from helpdesk.tickets.events import record


class Dispatch:
    """Gives tickets to officers."""

    async def assign(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        officer_id: int | None,
        why: str = "",
    ) -> TicketEvent | None:
        """Give a ticket to an officer, or to nobody; the same again is no event.

        Who worked on it does so no more, unless it is given to them; a rule of the
        house takes it out of nobody's hands.

        Raises:
            InvalidInput: That officer can not see to it.
        """
        act = await begin(session, ticket, "assign", by=by, words=why)
        ticket, former = act.ticket, act.ticket.officer_id
        if officer_id is not None:
            await _refuse_unfit(session, ticket, officer_id)
        if former == officer_id:
            return None
        ticket.officer_id = officer_id
        if act.officer is not None and claimer(ticket) != officer_id:
            let_go(ticket)
        return await _note(session, act, former, by)

    async def colleagues(
        self, session: AsyncSession, *, scope: Scope
    ) -> Sequence[Officer]:
        """Return who sees to tickets in a part of the tree, and does not see beyond."""
        roles = verb("answer").roles
        return await CaseworkRepository(session).officers(roles, scope=scope)

    async def list_fit(self, session: AsyncSession, ticket: Ticket) -> list[Officer]:
        """Return the officers to whom a ticket can be given, by name."""
        named = await CaseworkRepository(session).officers(verb("answer").roles)
        return [
            one for one in named if (await scope_of(session, one)).covers(ticket.path)
        ]


async def _note(
    session: AsyncSession, act: Act, former: int | None, by: Actor
) -> TicketEvent:
    return await record(
        session,
        act.ticket,
        EventKind.assigned,
        by=by,
        text=act.words,
        audience=Audience.officers,
        facts={"officer": [former, act.ticket.officer_id]},
    )


async def _refuse_unfit(session: AsyncSession, ticket: Ticket, officer_id: int) -> None:
    """Hold that who is given a ticket may answer it, and sees it."""
    officer = await CaseworkRepository(session).officer(officer_id)
    if officer is None or not officer.active:
        raise InvalidInput("no such officer")
    if officer.role not in verb("answer").roles:
        raise InvalidInput(f"a {officer.role} sees to no tickets")
    if not (await scope_of(session, officer)).covers(ticket.path):
        raise InvalidInput("that officer does not see this ticket")

"""Splitting and linking: two matters in one ticket, two tickets of one matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.casework.acting import begin
from helpdesk.casework.joining import FROM, INTO, UNDONE
from helpdesk.casework.joining_repository import JoiningRepository
from helpdesk.errors import Conflict
from helpdesk.models import Audience, EventKind, Priority, Ticket, TicketEvent
from helpdesk.scope import Scope
from helpdesk.tickets import tickets
from helpdesk.tickets.events import record

MOST = 50  # other tickets of one worker


@dataclass(frozen=True, slots=True)
class Related:
    """A ticket that belongs to another one, and by what."""

    ticket: Ticket
    by: EventKind


class Splitting:
    """Makes two tickets of one, ties tickets together, and finds what is tied."""

    async def split(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        subject: str,
        category: str,
        details: Mapping[str, str] | None = None,
        priority: Priority | None = None,
    ) -> Ticket:
        """Open a ticket for another matter of the same worker, who is told of it."""
        old = (await begin(session, ticket, "split", by=by)).ticket
        new = await tickets.open(
            session,
            category=category,
            subject=subject,
            details=details,
            conversation=await JoiningRepository(session).conversation(old),
            member_id=old.member_id,
            contact_phone=old.contact_phone,
            priority=priority,
            first_message_id=old.first_message_id,
            source=old.source,
            by=by,
        )
        new.last_message_id = old.last_message_id
        new.organisation_id, new.path = old.organisation_id, old.path
        for one, fact in ((old, {INTO: new.number}), (new, {FROM: old.number})):
            await record(
                session,
                one,
                EventKind.split_off,
                by=by,
                audience=Audience.worker if one is new else Audience.officers,
                facts=fact,
            )
        return new

    async def link(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, other: Ticket
    ) -> None:
        """Tie two tickets together, to be seen from each other; twice is once."""
        await self._tie(session, ticket, other, by, undone=False)

    async def unlink(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, other: Ticket
    ) -> None:
        """Take a link back."""
        await self._tie(session, ticket, other, by, undone=True)

    async def related(
        self, session: AsyncSession, ticket: Ticket, *, scope: Scope
    ) -> list[Related]:
        """Return what a ticket was merged with, split from or linked to, as seen."""
        repository = JoiningRepository(session)
        ties = _ties(ticket, await repository.list_joins(ticket.id))
        found = await repository.list_numbered(ties, scope=scope)
        return [Related(one, ties[one.number]) for one in found]

    async def others(
        self, session: AsyncSession, ticket: Ticket, *, scope: Scope, limit: int = MOST
    ) -> Sequence[Ticket]:
        """Return the newest other tickets of the same worker, as seen."""
        return await JoiningRepository(session).list_others(
            ticket, scope=scope, limit=limit
        )

    async def _tie(
        self,
        session: AsyncSession,
        ticket: Ticket,
        other: Ticket,
        by: Actor,
        *,
        undone: bool,
    ) -> None:
        if ticket.id == other.id:
            raise Conflict("a ticket can not be linked to itself")
        repository = JoiningRepository(session)
        await repository.hold(ticket.id, other.id)
        ticket = (await begin(session, ticket, "link", by=by)).ticket
        other = (await begin(session, other, "link", by=by)).ticket
        ties = _ties(ticket, await repository.list_joins(ticket.id))
        if (ties.get(other.number) is EventKind.linked) is not undone:
            return
        for one, far in ((ticket, other), (other, ticket)):
            facts: dict[str, Any] = {INTO: far.number}
            await record(
                session,
                one,
                EventKind.linked,
                by=by,
                audience=Audience.officers,
                facts=facts | {UNDONE: True} if undone else facts,
            )


def _ties(ticket: Ticket, events: Sequence[TicketEvent]) -> dict[str, EventKind]:
    """Return the numbers of the tickets that these entries tie to one, and by what."""
    ties: dict[str, EventKind] = {}
    for event in events:
        facts = event.facts or {}
        named = {facts[name] for name in (INTO, FROM) if name in facts}
        named.discard(ticket.number)
        for number in named:
            if facts.get(UNDONE):
                ties.pop(number, None)
            else:
                ties[number] = event.kind
    return ties

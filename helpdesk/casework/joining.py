"""Joining: tickets of one matter become one, and one of two matters becomes two."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.casework.acting import begin
from helpdesk.casework.joining_repository import JoiningRepository
from helpdesk.clock import day_of
from helpdesk.errors import Conflict
from helpdesk.models import (
    Audience,
    AuditAction,
    AuditSubject,
    EventKind,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.notifications import news
from helpdesk.tickets.clocks import DUE, RESTORED
from helpdesk.tickets.events import record
from helpdesk.tickets.steps import move

type Facts = dict[str, Any]

INTO, FROM = "into", "from"  # the facts that name the other ticket, by its number
UNDONE = "undone"  # the fact of an entry that takes an earlier one back


class Joining:
    """Merges tickets of one worker, and takes that back."""

    async def merge(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, into: Ticket
    ) -> TicketEvent:
        """Let another ticket go on for this one; the worker is told once.

        Nothing is copied: what happened to this one, and its papers, are read from
        the other. The earlier limit counts.

        Raises:
            Conflict: They are one and the same, or not of one worker.
        """
        if ticket.id == into.id:
            raise Conflict("a ticket can not be merged into itself")
        await JoiningRepository(session).hold(ticket.id, into.id)
        ticket = (await begin(session, ticket, "merge", by=by)).ticket
        into = (await begin(session, into, "merge", by=by)).ticket
        if not await JoiningRepository(session).is_one_worker(ticket, into):
            raise Conflict("these tickets are not of one worker")
        facts: Facts = {FROM: ticket.number, INTO: into.number}
        await self._end(session, ticket, by)
        ticket.merged_into_id = into.id
        await _note(session, ticket, facts, by, Audience.officers)
        await _log(session, ticket, by, {"merged_into": into.number})
        return await self._tell(session, ticket, into, facts, by)

    async def unmerge(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, words: str
    ) -> TicketEvent:
        """Take a merge back, on the day on which it was made; its time goes on."""
        act = await begin(session, ticket, "unmerge", by=by, words=words)
        ticket, repository = act.ticket, JoiningRepository(session)
        if ticket.merged_into_id is None or ticket.settled_at is None:
            raise Conflict(f"ticket {ticket.number} is not merged")
        if day_of(ticket.settled_at) != clock.today():
            raise Conflict(f"ticket {ticket.number} was merged before today")
        into = await repository.by_id(ticket.merged_into_id)
        facts = {FROM: ticket.number, INTO: into.number, UNDONE: True}
        ticket.merged_into_id = None
        await _note(session, into, facts, by, Audience.officers)
        await _log(session, ticket, by, {"merged_into": None})
        return await move(
            session,
            ticket,
            to=TicketStatus.open,
            by=by,
            text=act.words,
            audience=Audience.officers,
            facts={**facts, RESTORED: True},
        )

    async def _end(self, session: AsyncSession, ticket: Ticket, by: Actor) -> None:
        """Settle what goes on elsewhere, along the table and without a word."""
        steps = [TicketStatus.resolved]
        if ticket.status is TicketStatus.new:
            steps.insert(0, TicketStatus.open)
        for to in steps:
            await move(session, ticket, to=to, by=by, audience=Audience.officers)

    async def _tell(
        self,
        session: AsyncSession,
        ticket: Ticket,
        into: Ticket,
        facts: Facts,
        by: Actor,
    ) -> TicketEvent:
        """Write down what goes on; the worker is told where they can be."""
        if ticket.due_on and into.due_on and ticket.due_on < into.due_on:
            facts = {**facts, DUE: [str(into.due_on), str(ticket.due_on)]}
            into.due_on = ticket.due_on
        here = await news.reaches(session, into)
        there = not here and await news.reaches(session, ticket)
        if there:
            await _note(session, ticket, facts, by, Audience.worker)
        audience = Audience.officers if there else Audience.worker
        return await _note(session, into, facts, by, audience)


async def _note(
    session: AsyncSession,
    ticket: Ticket,
    facts: Facts,
    by: Actor,
    audience: Audience,
) -> TicketEvent:
    return await record(
        session, ticket, EventKind.merged, by=by, audience=audience, facts=facts
    )


async def _log(
    session: AsyncSession, ticket: Ticket, by: Actor, after: dict[str, str | None]
) -> None:
    await audit.record(
        session,
        AuditAction.changed,
        AuditSubject.ticket,
        ticket.id,
        by=by,
        after=after,
    )

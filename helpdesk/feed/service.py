"""The feed: tickets as other programs read them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.audit.reasons import reason
from helpdesk.casework import casework
from helpdesk.errors import InvalidInput, NotFound, Stale
from helpdesk.feed.asked import Asked, Order, Place
from helpdesk.feed.opened import Opened, Told, opened, veil_of
from helpdesk.feed.repository import FeedRepository
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Member,
    OfficerRole,
    Organisation,
    Ticket,
)
from helpdesk.repository import held
from helpdesk.scope import Scope
from helpdesk.transcripts.veil import LIFTED

LAG = timedelta(seconds=5)
"""What changed a moment ago waits: something older may still be on its way in."""


class FeedService:
    """Shows tickets to other programs; what they do is casework."""

    async def page(
        self,
        session: AsyncSession,
        asked: Asked,
        *,
        scope: Scope,
        after: Place | None = None,
        limit: int,
    ) -> Sequence[Ticket]:
        """Return a page of tickets without their words."""
        if after is not None and after.order is not asked.order:
            raise InvalidInput("a place in another list")
        repository = FeedRepository(session)
        union = await self._union(session, asked.organisation_id, scope)
        if asked.order is Order.newest:
            return await repository.list_newest(
                asked, scope=scope, union=union, after=after, limit=limit
            )
        return await repository.list_changed(
            asked,
            scope=scope,
            union=union,
            after=after,
            until=clock.now() - LAG,
            limit=limit,
        )

    def place(self, ticket: Ticket, asked: Asked) -> Place:
        """Return the place behind a ticket."""
        return Place(asked.order, ticket.changed_at, ticket.id)

    async def open(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, why: str | None
    ) -> Opened:
        """Return a ticket with its words; names and numbers only for a reason."""
        if why is not None:
            await self._note(session, ticket, by, why)
        member = await self._member(session, ticket)
        return opened(ticket, member, is_unmasked=why is not None)

    async def timeline(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        role: OfficerRole,
        by: Actor,
        why: str | None,
    ) -> Sequence[Told]:
        """Return what happened to a ticket, as far as a role reads it."""
        if why is not None:
            await self._note(session, ticket, by, why)
        member = await self._member(session, ticket)
        veil = veil_of(ticket, member) if why is None else LIFTED
        events = await casework.timeline(session, ticket, role=role)
        return [Told(event, event.text and veil.over(event.text)) for event in events]

    async def hold(
        self, session: AsyncSession, ticket: Ticket, *, version: str | None
    ) -> Ticket:
        """Hold a ticket for a change of the version that a program has seen.

        Raises:
            Stale: It is another one by now.
        """
        ticket = await held(session, ticket)
        if version is not None and version != self.version(ticket):
            raise Stale("the ticket was changed meanwhile")
        return ticket

    def version(self, ticket: Ticket) -> str:
        """Return what is another after every change."""
        return f"{ticket.id:x}-{round(ticket.changed_at.timestamp() * 1_000_000):x}"

    async def officers(
        self, session: AsyncSession, keys: Collection[int]
    ) -> Mapping[int, str]:
        """Return officers' names by their keys."""
        return await FeedRepository(session).officers(keys)

    async def unions(
        self, session: AsyncSession, keys: Collection[int]
    ) -> Mapping[int, str]:
        """Return unions' names by their keys."""
        return await FeedRepository(session).unions(keys)

    async def numbers(
        self, session: AsyncSession, keys: Collection[int]
    ) -> Mapping[int, str]:
        """Return tickets' numbers by their keys."""
        return await FeedRepository(session).numbers(keys)

    async def list_unions(
        self,
        session: AsyncSession,
        *,
        scope: Scope,
        parent_id: int | None = None,
        after: int = 0,
        limit: int,
    ) -> Sequence[Organisation]:
        """Return the unions of a part of the tree, by key."""
        return await FeedRepository(session).list_unions(
            scope=scope, parent_id=parent_id, after=after, limit=limit
        )

    async def _union(
        self, session: AsyncSession, key: int | None, scope: Scope
    ) -> Organisation | None:
        if key is None:
            return None
        union = await session.get(Organisation, key)
        if union is None or not scope.covers(union.path):
            raise NotFound("no such union here")
        return union

    async def _member(self, session: AsyncSession, ticket: Ticket) -> Member | None:
        if ticket.member_id is None:
            return None
        return await session.get(Member, ticket.member_id)

    async def _note(
        self, session: AsyncSession, ticket: Ticket, by: Actor, why: str
    ) -> None:
        await audit.record(
            session,
            AuditAction.unmasked,
            AuditSubject.ticket,
            ticket.id,
            by=by,
            reason=reason(why),
        )


feed = FeedService()

"""SQL of the feed: every page goes along one index, however many tickets."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import defer

from helpdesk.feed.asked import Asked, Place
from helpdesk.models import Officer, Organisation, Ticket
from helpdesk.repository import Repository, below, within
from helpdesk.scope import Scope


class FeedRepository(Repository):
    """Questions of other programs."""

    async def list_newest(
        self,
        asked: Asked,
        *,
        scope: Scope,
        union: Organisation | None,
        after: Place | None,
        limit: int,
    ) -> Sequence[Ticket]:
        """Return tickets, the last opened first; nothing sealed is opened for it."""
        statement = _plain().where(*_rules(asked, scope, union))
        if after is not None:
            statement = statement.where(Ticket.id < after.ticket_id)
        newest = statement.order_by(Ticket.id.desc()).limit(limit)
        return (await self.session.scalars(newest)).all()

    async def list_changed(
        self,
        asked: Asked,
        *,
        scope: Scope,
        union: Organisation | None,
        after: Place | None,
        until: datetime,
        limit: int,
    ) -> Sequence[Ticket]:
        """Return tickets, those that changed longest ago first."""
        place = (Ticket.changed_at, Ticket.id)
        statement = _plain().where(*_rules(asked, scope, union))
        statement = statement.where(Ticket.changed_at <= until)
        if after is not None:
            statement = statement.where(tuple_(*place) > (after.at, after.ticket_id))
        oldest = statement.order_by(*place).limit(limit)
        return (await self.session.scalars(oldest)).all()

    async def officers(self, keys: Collection[int]) -> Mapping[int, str]:
        """Return officers' names."""
        named = select(Officer.id, Officer.name).where(Officer.id.in_(keys))
        return dict((await self.session.execute(named)).all())

    async def unions(self, keys: Collection[int]) -> Mapping[int, str]:
        """Return unions' names."""
        named = select(Organisation.id, Organisation.name)
        found = await self.session.execute(named.where(Organisation.id.in_(keys)))
        return dict(found.all())

    async def numbers(self, keys: Collection[int]) -> Mapping[int, str]:
        """Return tickets' numbers."""
        named = select(Ticket.id, Ticket.number).where(Ticket.id.in_(keys))
        return dict((await self.session.execute(named)).all())

    async def list_unions(
        self, *, scope: Scope, parent_id: int | None, after: int, limit: int
    ) -> Sequence[Organisation]:
        """Return the unions that can be seen, by key."""
        statement = select(Organisation).where(
            within(Organisation.path, scope), Organisation.id > after
        )
        if parent_id is not None:
            statement = statement.where(Organisation.parent_id == parent_id)
        ordered = statement.order_by(Organisation.id).limit(limit)
        return (await self.session.scalars(ordered)).all()


def _plain() -> Select[Ticket]:
    """Leave what is sealed where it is: opening it takes time."""
    sealed = (Ticket.details, Ticket.contact_phone)
    return select(Ticket).options(*(defer(one, raiseload=True) for one in sealed))


def _rules(
    asked: Asked, scope: Scope, union: Organisation | None
) -> Iterator[ColumnElement[bool]]:
    yield within(Ticket.path, scope)
    if union is not None:
        yield below(Ticket.path, union.path or "//")
    if asked.statuses:
        yield Ticket.status.in_(asked.statuses)
    if asked.changed_since is not None:
        yield Ticket.changed_at >= asked.changed_since
    for column, value in (
        (Ticket.category, asked.category),
        (Ticket.service_class, asked.service_class),
        (Ticket.priority, asked.priority),
        (Ticket.source, asked.source),
        (Ticket.officer_id, asked.officer_id),
    ):
        if value is not None:
            yield column == value

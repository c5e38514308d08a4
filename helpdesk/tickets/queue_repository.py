"""SQL of the queue: every statement goes along one index, however many tickets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from helpdesk.models import (
    Conversation,
    Floor,
    Officer,
    Organisation,
    OrganisationKind,
    Ticket,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope
from helpdesk.tickets.lines import Line, Place
from helpdesk.tickets.narrowing_repository import (
    Asked,
    is_few,
    narrow,
    of_urgency,
    rules_of,
    wide,
)
from helpdesk.tickets.wanted import Order

COUNTED = 1000
"""Nobody reads a larger number; the page says 999+."""


class QueueRepository(Repository):
    """Questions about many tickets at once."""

    async def list_newest(
        self, asked: Asked, *, before: int | None, limit: int
    ) -> Sequence[Line]:
        """Return tickets, the last opened first."""
        are_few = is_few(asked) or asked.wanted.is_narrow
        first = func.abs(Ticket.id) if are_few else Ticket.id
        statement = _lines(*rules_of(asked)).order_by(first.desc()).limit(limit)
        if before is not None:
            statement = statement.where(Ticket.id < before)
        return await self._read(statement)

    async def list_settled(
        self, asked: Asked, *, before: tuple[datetime, int] | None, limit: int
    ) -> Sequence[Line]:
        """Return settled tickets, the last settled first."""
        place = (Ticket.settled_at, Ticket.id)
        statement = _lines(*rules_of(asked)).limit(limit)
        statement = statement.order_by(*(column.desc() for column in place))
        if before is not None:
            statement = statement.where(tuple_(*place) < before)
        return await self._read(statement)

    async def list_urgent(
        self,
        asked: Asked,
        *,
        urgency: int,
        after: tuple[date, int] | None,
        limit: int,
    ) -> Sequence[Line]:
        """Return tickets of one urgency, the first due first."""
        rules = (*rules_of(asked), *of_urgency(urgency))
        are_few = urgency == 0 or is_few(asked)
        statement = (
            _lines(*rules).order_by(*_ordered(Ticket.due_on, are_few)).limit(limit)
        )
        if after is not None:
            statement = statement.where(tuple_(Ticket.due_on, Ticket.id) > after)
        return await self._read(statement)

    async def list_by_numbers(
        self, numbers: Collection[str], *, scope: Scope
    ) -> Sequence[Line]:
        """Return these tickets, as far as they are seen from here."""
        seen = within(Ticket.path, scope)
        return await self._read(_lines(Ticket.number.in_(numbers), seen))

    async def list_unions(
        self, kinds: Collection[OrganisationKind], *, scope: Scope
    ) -> Sequence[Organisation]:
        """Return the unions of some kinds, each after the one above it."""
        statement = (
            select(Organisation)
            .where(Organisation.kind.in_(kinds), within(Organisation.path, scope))
            .order_by(Organisation.path)
        )
        return (await self.session.scalars(statement)).all()

    async def count_unsettled(self, questions: Mapping[str, Asked]) -> dict[str, int]:
        """Answer many questions of one officer in one pass over the unsettled."""
        if not questions:
            return {}
        columns = [
            func.count().filter(*narrow(asked)).label(key)
            for key, asked in questions.items()
        ]
        base = next(iter(questions.values()))
        statement = select(*columns).where(*wide(base))
        row = (await self.session.execute(statement)).one()
        return dict(zip(questions, row, strict=True))

    async def count(
        self, asked: Asked, *rules: ColumnElement[bool], limit: int = COUNTED
    ) -> int:
        """Count tickets, up to a limit."""
        found = select(literal(1)).select_from(Ticket).where(*rules_of(asked), *rules)
        counted = select(func.count()).select_from(found.limit(limit).subquery())
        return (await self.session.scalars(counted)).one()

    async def count_upto(
        self, asked: Asked, place: Place | None, *, without: Collection[str], limit: int
    ) -> int:
        """Count the tickets before a place of the list, but for some.

        Each urgency is counted along its own index, as it is listed.
        """
        others = Ticket.number.not_in(without)
        if place is None:
            return await self.count(asked, others, limit=limit)
        if asked.wanted.standing.is_settled:
            is_before = tuple_(Ticket.settled_at, Ticket.id) >= place.settled
            return await self.count(asked, others, is_before, limit=limit)
        if asked.wanted.order is Order.newest:
            is_before = Ticket.id >= place.ticket_id
            return await self.count(asked, others, is_before, limit=limit)
        counted = 0
        for urgency in range(place.urgency + 1):
            rules = of_urgency(urgency)
            if urgency == place.urgency:
                rules.append(tuple_(Ticket.due_on, Ticket.id) <= place.due)
            left = limit - counted
            counted += await self.count(asked, others, *rules, limit=left)
        return counted

    async def _read(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Line]:
        rows = (await self.session.execute(statement)).all()
        return [Line(*row) for row in rows]


_officer, _claimer = aliased(Officer), aliased(Officer)
_id = Ticket.id.expression


def _lines(*rules: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Read what the queue shows, and nothing sealed."""
    is_queued = Conversation.floor == Floor.queued
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.subject,
            Ticket.category,
            Ticket.service_class,
            Ticket.priority,
            Ticket.source,
            Ticket.status,
            Ticket.due_on,
            Ticket.settled_at,
            Ticket.waiting_since,
            Ticket.supervised_at,
            Ticket.escalation,
            Ticket.urged,
            Ticket.path,
            Ticket.officer_id,
            Ticket.claimed_by_id,
            Ticket.claimed_until,
            _officer.name.label("officer"),
            _claimer.name.label("claimer"),
            Organisation.name.label("union"),
            Conversation.queued_at.label("calling_since"),
        )
        .outerjoin(_officer, _officer.id == Ticket.officer_id)
        .outerjoin(_claimer, _claimer.id == Ticket.claimed_by_id)
        .outerjoin(Organisation, Organisation.id == Ticket.organisation_id)
        .outerjoin(
            Conversation, (Conversation.id == Ticket.conversation_id) & is_queued
        )
        .where(*rules)
    )


def _ordered(
    column: InstrumentedAttribute[date | None], are_few: bool
) -> tuple[ColumnElement[Any], ...]:
    """Order by a column; a few are sorted, not looked for along its index."""
    return (func.coalesce(column, column) if are_few else column.expression), _id

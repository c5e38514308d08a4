"""SQL of the queue: every statement goes along one index, however many tickets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from helpdesk.models import (
    Conversation,
    EventKind,
    Floor,
    Officer,
    Organisation,
    OrganisationKind,
    Priority,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.repository import Repository, below, within
from helpdesk.scope import Scope
from helpdesk.tickets.lines import Line, Place
from helpdesk.tickets.wanted import Due, Holder, Order, Pressed, Standing, Wanted

LATELY = timedelta(days=30)
"""What was settled before that is not work any more: it is found by searching."""

COUNTED = 1000
"""Nobody reads a larger number; the page says 999+."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted, of whom, now."""

    wanted: Wanted
    scope: Scope
    officer_id: int
    now: datetime
    today: date
    below: str | None = None
    """The path of the union that is wanted, if one is."""


class QueueRepository(Repository):
    """Questions about many tickets at once."""

    async def list_newest(
        self, asked: Asked, *, before: int | None, limit: int
    ) -> Sequence[Line]:
        """Return tickets, the last opened first."""
        statement = _lines(*_rules(asked)).order_by(Ticket.id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(Ticket.id < before)
        return await self._read(statement)

    async def list_settled(
        self, asked: Asked, *, before: tuple[datetime, int] | None, limit: int
    ) -> Sequence[Line]:
        """Return settled tickets, the last settled first."""
        place = (Ticket.settled_at, Ticket.id)
        statement = _lines(*_rules(asked)).limit(limit)
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
        place = (Ticket.due_on, Ticket.id)
        rules = (*_rules(asked), *_of_urgency(urgency))
        statement = _lines(*rules).order_by(*place).limit(limit)
        if after is not None:
            statement = statement.where(tuple_(*place) > after)
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
            func.count().filter(*_narrow(asked)).label(key)
            for key, asked in questions.items()
        ]
        base = next(iter(questions.values()))
        statement = select(*columns).where(*_wide(base))
        row = (await self.session.execute(statement)).one()
        return dict(zip(questions, row, strict=True))

    async def count(
        self, asked: Asked, *rules: ColumnElement[bool], limit: int = COUNTED
    ) -> int:
        """Count tickets, up to a limit."""
        found = select(literal(1)).select_from(Ticket).where(*_rules(asked), *rules)
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
            rules = _of_urgency(urgency)
            if urgency == place.urgency:
                rules.append(tuple_(Ticket.due_on, Ticket.id) <= place.due)
            left = limit - counted
            counted += await self.count(asked, others, *rules, limit=left)
        return counted

    async def _read(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Line]:
        rows = (await self.session.execute(statement)).all()
        return [Line(*row) for row in rows]


_officer, _claimer = aliased(Officer), aliased(Officer)
_calling = (
    select(Conversation.id)
    .where(Conversation.queued_at.is_not(None), Conversation.floor == Floor.queued)
    .scalar_subquery()
)
_followed = (
    select(TicketEvent.id)
    .where(
        TicketEvent.ticket_id == Ticket.id,
        TicketEvent.kind == EventKind.followed_up,
    )
    .exists()
)
_STATUS: Mapping[Standing, Sequence[TicketStatus]] = {
    Standing.todo: (TicketStatus.new, TicketStatus.open),
    Standing.new: (TicketStatus.new,),
    Standing.open: (TicketStatus.open,),
    Standing.pending: (TicketStatus.pending_member,),
    Standing.follow_up: (TicketStatus.resolved,),
}


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


def _rules(asked: Asked) -> list[ColumnElement[bool]]:
    return [*_wide(asked), *_narrow(asked)]


def _wide(asked: Asked) -> list[ColumnElement[bool]]:
    """Say which of all tickets may be meant at all: this is what an index finds."""
    rules = [within(Ticket.path, asked.scope)]
    if asked.wanted.standing.is_settled:
        return [*rules, Ticket.settled_at >= asked.now - LATELY]
    return [*rules, Ticket.settled_at.is_(None)]


def _narrow(asked: Asked) -> list[ColumnElement[bool]]:
    """Say which of them are meant."""
    wanted = asked.wanted
    rules = [
        getattr(Ticket, name) == value
        for name in ("skill", "category", "service_class", "priority", "source")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.standing in _STATUS:
        rules.append(Ticket.status.in_(_STATUS[wanted.standing]))
    if wanted.standing is Standing.follow_up:
        rules.append(~_followed)
    if asked.below is not None:
        rules.append(below(Ticket.path, asked.below))
    if wanted.is_calling:
        rules.append(Ticket.conversation_id.in_(_calling))
    return rules + _held(asked) + _pressed(asked)


def _held(asked: Asked) -> list[ColumnElement[bool]]:
    is_claimed = Ticket.claimed_until > asked.now
    match asked.wanted.holder:
        case Holder.mine:
            me = asked.officer_id
            is_by_me = (Ticket.claimed_by_id == me) & is_claimed
            return [or_(Ticket.officer_id == me, is_by_me)]
        case Holder.claimed:
            return [is_claimed]
        case Holder.nobody:
            is_free = Ticket.claimed_until.is_(None) | ~is_claimed
            return [Ticket.officer_id.is_(None), is_free]
    return []


def _pressed(asked: Asked) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if asked.wanted.due is not None:  # while the worker is asked, no clock runs
        rules.append(Ticket.status != TicketStatus.pending_member)
    match asked.wanted.due:
        case Due.overdue:
            rules.append(Ticket.due_on < asked.today)
        case Due.today:
            rules.append(Ticket.due_on == asked.today)
    match asked.wanted.pressed:
        case Pressed.supervised:
            rules.append(Ticket.supervised_at.is_not(None))
        case Pressed.escalated:
            rules.append(Ticket.escalation > 0)
        case Pressed.urged:
            rules.append(Ticket.urged > 0)
    return rules


def _of_urgency(urgency: int) -> list[ColumnElement[bool]]:
    """Match one urgency, as ``Line.urgency`` has it."""
    if urgency == 0:
        return [Ticket.supervised_at.is_not(None)]
    is_urgent = Ticket.priority == Priority.urgent
    return [Ticket.supervised_at.is_(None), is_urgent if urgency == 1 else ~is_urgent]

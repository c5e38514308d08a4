"""SQL of what is asked of the queue, said so that each database finds it quickly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import aliased

from helpdesk.models import (
    Conversation,
    EventKind,
    Floor,
    Priority,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.repository import below, within
from helpdesk.scope import Scope
from helpdesk.tickets.wanted import Due, Holder, Pressed, Standing, Wanted

LATELY = timedelta(days=30)
"""What was settled before that is not work any more: it is found by searching."""


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


_few = aliased(Ticket)
_status = func.coalesce(Ticket.status, literal(""))
"""The status, hidden from SQLite, which would take an index of it for selective."""

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


def rules_of(asked: Asked) -> list[ColumnElement[bool]]:
    """Return what the tickets have to be that are asked for."""
    return [*wide(asked), *narrow(asked)]


def wide(asked: Asked) -> list[ColumnElement[bool]]:
    """Say which of all tickets may be meant at all: this is what an index finds."""
    if asked.wanted.standing.is_settled:
        lately = Ticket.settled_at >= asked.now - LATELY
        return [lately, within(Ticket.path, asked.scope)]
    rules: list[ColumnElement[bool]] = [Ticket.settled_at.is_(None)]
    if asked.scope.path is not None:
        rules.append(_among(within(_few.path, asked.scope)))
    return rules


def narrow(asked: Asked) -> list[ColumnElement[bool]]:
    """Say which of them are meant."""
    wanted = asked.wanted
    rules = [
        getattr(Ticket, name) == value
        for name in ("skill", "category", "service_class", "priority", "source")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.standing in _STATUS:
        rules.append(_status.in_(_STATUS[wanted.standing]))
    if wanted.standing is Standing.follow_up:
        rules.append(~_followed)
    if asked.below is not None:
        rules.append(below(Ticket.path, asked.below))
    if wanted.is_calling:
        rules.append(_among(_few.conversation_id.in_(_calling)))
    return rules + _held(asked) + _pressed(asked)


def _held(asked: Asked) -> list[ColumnElement[bool]]:
    is_claimed = Ticket.claimed_until > asked.now
    match asked.wanted.holder:
        case Holder.mine:
            me, until = asked.officer_id, _few.claimed_until
            is_by_me = (_few.claimed_by_id == me) & (until > asked.now)
            return [_among(or_(_few.officer_id == me, is_by_me))]
        case Holder.claimed:
            return [is_claimed]
        case Holder.nobody:
            is_free = Ticket.claimed_until.is_(None) | ~is_claimed
            return [Ticket.officer_id.is_(None), is_free]
    return []


def _pressed(asked: Asked) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if asked.wanted.due is not None:  # while the worker is asked, no clock runs
        rules.append(_status != TicketStatus.pending_member)
    match asked.wanted.due:
        case Due.overdue:
            rules.append(Ticket.due_on < asked.today)
        case Due.today:
            rules.append(Ticket.due_on == asked.today)
    match asked.wanted.pressed:
        case Pressed.supervised:
            rules.append(_among(_few.supervised_at.is_not(None)))
        case Pressed.escalated:
            rules.append(Ticket.escalation > 0)
        case Pressed.urged:
            rules.append(Ticket.urged > 0)
    return rules


def is_few(asked: Asked) -> bool:
    """Tell whether what is wanted is among a few that are found first."""
    wanted = asked.wanted
    is_pressed = wanted.pressed is Pressed.supervised
    is_mine = wanted.holder is Holder.mine
    return bool(asked.scope.path) or is_mine or is_pressed or wanted.is_calling


def _among(*rules: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match what is among a few unsettled tickets, which are found first.

    SQLite knows nothing of how many rows a condition leaves: it would rather read all
    in the list's order than sort a few.
    """
    few = select(_few.id).where(_few.settled_at.is_(None), *rules)
    return Ticket.id.in_(few)


def of_urgency(urgency: int) -> list[ColumnElement[bool]]:
    """Match one urgency, as ``Line.urgency`` has it."""
    if urgency == 0:
        return [_among(_few.supervised_at.is_not(None))]
    is_urgent = Ticket.priority == Priority.urgent
    return [Ticket.supervised_at.is_(None), is_urgent if urgency == 1 else ~is_urgent]

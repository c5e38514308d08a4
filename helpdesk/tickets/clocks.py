"""Clocks: until when a matter is settled, from its history.

The time stands still while the worker is waited for. It is always reckoned anew from
the whole history, so that many short stops count as much as one long one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from helpdesk import worktime
from helpdesk.clock import day_of
from helpdesk.models import (
    SETTLED,
    EventKind,
    Priority,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.tickets.handling import handling

DUE = "due_on"  # the fact that says from which day to which a limit was moved
RESTORED = "restored"  # the fact of a move that undoes another: no time begins anew
ORDERS = frozenset({EventKind.supervised, EventKind.merged})
"""What sets a day that is not reckoned from the opening."""

TELLING = (EventKind.moved, EventKind.changed, *ORDERS)
"""The entries of a timeline that a clock goes by."""


@dataclass(slots=True)
class Course:
    """How a ticket's time ran so far."""

    began: datetime
    urgent_at: datetime
    """Since when it is urgent, if it is."""

    stood: timedelta = worktime.NONE
    ordered: date | None = None
    """The day that was set: by a leader, or by a ticket that was merged into this."""

    since: datetime | None = None
    """It stands still since."""

    def take(self, event: TicketEvent) -> None:
        """Go on with what happened next."""
        at, facts = event.created_at, event.facts or {}
        if event.kind in ORDERS and DUE in facts:
            self.ordered, self.stood = date.fromisoformat(facts[DUE][1]), worktime.NONE
        if facts.get("priority", [None])[-1] == Priority.urgent:
            self.urgent_at = at
        if event.kind is EventKind.moved:
            self._move(event)

    def stop(self, at: datetime) -> None:
        """Add the time since it stands still."""
        if self.since is not None:
            self.stood += worktime.between(self.since, at)
        self.since = None

    def _move(self, event: TicketEvent) -> None:
        self.stop(event.created_at)
        if begins_anew(event.from_status, event.facts):
            self.began = self.urgent_at = event.created_at
            self.stood, self.ordered = worktime.NONE, None
        if event.to_status is TicketStatus.pending_member:
            self.since = event.created_at


def course(ticket: Ticket, history: Iterable[TicketEvent], *, now: datetime) -> Course:
    """Return how a ticket's time ran, oldest event first; a stop lasts until now."""
    ran = Course(began=ticket.created_at, urgent_at=ticket.created_at)
    for event in history:
        ran.take(event)
    ran.stop(now)
    return ran


def begins_anew(before: TicketStatus | None, facts: Mapping[str, Any] | None) -> bool:
    """Tell whether a move takes a settled matter up again."""
    return before in SETTLED and not (facts or {}).get(RESTORED)


def known_due(ticket: Ticket) -> date:
    """Return the day by which a ticket is settled; old ones have none on record."""
    if ticket.due_on is not None:
        return ticket.due_on
    rule = handling(ticket.category, ticket.priority)
    return rule.due_on(day_of(ticket.created_at))


def due_on(ticket: Ticket, ran: Course) -> date:
    """Reckon the day by which a ticket is settled."""
    base = ran.ordered or _by_rule(ticket, ran)
    return day_of(worktime.after(worktime.closing(base), ran.stood))


def _by_rule(ticket: Ticket, ran: Course) -> date:
    """Return the day without stops; what becomes urgent is never due later by that."""
    usual = handling(ticket.category, Priority.normal, ticket.deadline_class)
    due = usual.due_on(day_of(ran.began))
    if ticket.priority is not Priority.urgent:
        return due
    soon = handling(ticket.category, Priority.urgent).due_on(day_of(ran.urgent_at))
    return min(due, soon)

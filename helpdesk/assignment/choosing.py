"""Choosing: which rule fits a ticket, and who of those it names is next; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.models import (
    AssignmentRule,
    DeskHours,
    Officer,
    Priority,
    Ticket,
    TicketStatus,
)
from helpdesk.rules import rules
from helpdesk.scope import Scope

FILE = Path(__file__).with_name("assignment.yml")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hand:
    """An officer on duty, and what lies on their desk."""

    officer: Officer
    scope: Scope
    count: int = 0
    load: int = 0
    last_at: datetime = NEVER

    @property
    def depth(self) -> int:
        """Return how far down the tree they stand: the nearer union goes first."""
        return (self.scope.path or "").count("/")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who gets a ticket, by which rule, and why."""

    rule: AssignmentRule
    hand: Hand
    why: str


def fits(rule: AssignmentRule, ticket: Ticket, *, is_open: bool) -> bool:
    """Tell whether a rule is about a ticket, at a desk that is open or closed."""
    hours = {DeskHours.open: is_open, DeskHours.closed: not is_open}
    return (
        hours.get(rule.hours, True)
        and _among(ticket.skill, rule.skills)
        and _among(ticket.category, rule.categories)
        and _among(ticket.priority, rule.priorities)
        and _among(ticket.source, rule.sources)
        and (rule.path is None or Scope(rule.path).covers(ticket.path))
    )


def choose(
    rule: AssignmentRule, ticket: Ticket, hands: Sequence[Hand]
) -> Chosen | None:
    """Return who is next by a rule: of the nearest union, the one with the least."""
    able = [hand for hand in hands if _can(rule, ticket, hand)]
    if not able:
        return None
    nearest = max(hand.depth for hand in able)
    near = [hand for hand in able if hand.depth == nearest]
    first = min(near, key=lambda hand: (hand.load, hand.last_at, hand.officer.id))
    return Chosen(rule, first, _why(rule, first, near))


def weight(priority: Priority, status: TicketStatus) -> int:
    """Return what a ticket weighs on a desk.

    >>> weight(Priority.urgent, TicketStatus.open) > weight(
    ...     Priority.urgent, TicketStatus.pending_member
    ... )
    True
    """
    waits = status is TicketStatus.pending_member
    load: int = rules(FILE)["load"]["waiting" if waits else priority]
    return load


def _among(value: str | None, named: Iterable[str]) -> bool:
    """Tell whether a value is one of those named; none named means any."""
    listed = list(named)
    return not listed or value in listed


def _can(rule: AssignmentRule, ticket: Ticket, hand: Hand) -> bool:
    officer = hand.officer
    return (
        _among(officer.role, [rule.role] if rule.role else [])
        and (not rule.officer_ids or officer.id in rule.officer_ids)
        and _among(ticket.skill, officer.skills)
        and hand.scope.covers(ticket.path)
        and (rule.most is None or hand.count < rule.most)
    )


def _why(rule: AssignmentRule, first: Hand, near: Sequence[Hand]) -> str:
    others = [hand.load for hand in near if hand is not first]
    case = "only" if not others else "fewest" if min(others) > first.load else "turn"
    sentence: str = rules(FILE)["why"][case]
    return sentence.format(rule=rule.name, name=first.officer.name, count=first.count)

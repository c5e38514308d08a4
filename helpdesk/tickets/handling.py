"""How a ticket is handled: its skill, its priority, until when; what is one matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from helpdesk import workdays, worktime
from helpdesk.models import DeadlineClass, Priority, ServiceClass
from helpdesk.rules import rules

RULES = Path(__file__).with_name("handling.yml")
ELSE = "conversation"  # the skill of what belongs to no other
OTHER = "other"  # in figures, a category that the rules do not name


@dataclass(frozen=True, slots=True)
class Handling:
    """What the rules say of one category."""

    skill: str
    priority: Priority
    deadline_class: DeadlineClass
    service_class: ServiceClass

    def due_on(self, opened: date) -> date:
        """Return the day by which the matter is settled."""
        book = rules(RULES)
        is_urgent = self.priority is Priority.urgent
        limit = book["urgent"] if is_urgent else book["limits"][self.deadline_class]
        return workdays.after(opened, limit["workdays"])

    def answer_due_at(self, opened: datetime) -> datetime:
        """Return until when an officer answers for the first time."""
        hours = rules(RULES)["answers"][self.priority]["hours"]
        return worktime.after(opened, timedelta(hours=hours))


def handling(
    category: str,
    priority: Priority | None = None,
    deadline_class: DeadlineClass | None = None,
) -> Handling:
    """Return how a category is handled; what is given goes before the rules.

    >>> handling("report_unpaid_wages").deadline_class.value
    'difficult'
    """
    book = rules(RULES)
    skills: Mapping[str, Any] = book["skills"]
    known = (name for name, named in skills.items() if category in named)
    return Handling(
        skill=next(known, ELSE),
        priority=priority or _priority(category, book["priorities"]),
        deadline_class=deadline_class or _class(category, book),
        service_class=_service_class(category, book["service_classes"]),
    )


def skills() -> tuple[str, ...]:
    """Return every skill that a ticket may need."""
    return (*rules(RULES)["skills"], ELSE)


def categories() -> frozenset[str]:
    """Return every category that belongs to a skill."""
    return frozenset().union(*rules(RULES)["skills"].values())


def can_reopen(settled: date, today: date) -> bool:
    """Tell whether a settled matter may still be taken up again."""
    return today - settled <= timedelta(days=reopening_days())


def reopening_days() -> int:
    """Return for how many days a settled matter may be taken up again."""
    days: int = rules(RULES)["reopening"]["days"]
    return days


def is_same_matter(told: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """Tell whether two tellings of a category are about one matter.

    >>> is_same_matter({"employer": "鑫盛达"}, {"employer": "鑫盛达塑胶厂"})
    True
    >>> is_same_matter({"employer": "永兴"}, {"employer": "鑫盛达塑胶厂"})
    False
    >>> is_same_matter({}, {"employer": "鑫盛达塑胶厂"})
    True
    """
    named = rules(RULES)["told_apart_by"]
    pairs = [(told.get(name), known.get(name)) for name in named]
    return all(_agree(*pair) for pair in pairs)


def _agree(told: str | None, known: str | None) -> bool:
    if not told or not known:
        return True
    one, other = _plain(told), _plain(known)
    return one in other or other in one


def _plain(name: str) -> str:
    return "".join(char for char in name if char.isalnum()).lower()


def _priority(category: str, listed: Mapping[str, Any]) -> Priority:
    found = (name for name, named in listed.items() if category in named)
    return Priority(next(found, Priority.normal))


def _service_class(category: str, listed: Mapping[str, Any]) -> ServiceClass:
    found = (name for name, named in listed.items() if category in named)
    return ServiceClass(next(found, ServiceClass.inquiry))


def _class(category: str, book: Mapping[str, Any]) -> DeadlineClass:
    listed = (each for each in DeadlineClass if category in book.get(each, ()))
    return next(listed, DeadlineClass.ordinary)

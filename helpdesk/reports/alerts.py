"""Early warning: many people with complaints about one employer or street at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from helpdesk.errors import InvalidInput
from helpdesk.reports.visits import RULES
from helpdesk.risk.employers import fold
from helpdesk.rules import rules
from helpdesk.scope import Scope


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the warnings need to know of a ticket."""

    number: str
    at: datetime
    category: str
    who: str
    """Tells people apart, and no more."""

    employer: str = ""
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One complaint behind a warning, as it is written down."""

    number: str
    who: str
    category: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that leaders should know before others do."""

    kind: str
    """``employer`` or ``street``."""

    name: str
    days: int
    first: str
    last: str
    complaints: tuple[Told, ...]
    usual: float | None = None
    """How many people there are else in as many days, of streets."""

    @property
    def people(self) -> int:
        """Return how many complained."""
        return len({told.who for told in self.complaints})

    def seen_by(self, scope: Scope) -> Self | None:
        """Return what a scope may know of it; nothing when that is no warning."""
        kept = tuple(told for told in self.complaints if scope.covers(told.path))
        seen = type(self)(**{**_plain(self), "complaints": kept})
        least = rules(RULES)["warnings"][self.kind]["people"]
        return seen if seen.people >= least else None

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote."""
        told = tuple(Told(**each) for each in stored["complaints"])
        return cls(**{**stored, "complaints": told})


def of_employers(complaints: Sequence[Complaint], *, now: datetime) -> Iterator[Alert]:
    """Yield employers about whom many people complained lately."""
    rule = rules(RULES)["warnings"]["employer"]
    since = now - timedelta(days=rule["days"])
    grouped: defaultdict[str, list[Complaint]] = defaultdict(list)
    for complaint in complaints:
        if complaint.at >= since and (key := _folded(complaint.employer)):
            grouped[key].append(complaint)
    for told in _joined(grouped).values():
        name = max((each.employer for each in told), key=len)
        alert = _alert("employer", name, told, days=rule["days"])
        if alert.people >= rule["people"]:
            yield alert


def of_streets(
    complaints: Sequence[Complaint], names: Mapping[str, str], *, now: datetime
) -> Iterator[Alert]:
    """Yield streets with far more complaints than usual."""
    rule = rules(RULES)["warnings"]["street"]
    days, compared = rule["days"], rule["compared_days"]
    since = now - timedelta(days=days)
    for path, name in names.items():
        here = [each for each in complaints if (each.path or "").startswith(path)]
        fresh = [each for each in here if each.at >= since]
        before = {(each.who, each.at.date()) for each in here if each.at < since}
        usual = len(before) * days / compared
        alert = _alert("street", name, fresh, days=days, usual=usual)
        if alert.people >= max(rule["people"], usual * rule["times"]):
            yield alert


def _joined(
    grouped: Mapping[str, list[Complaint]],
) -> Mapping[str, Sequence[Complaint]]:
    """Put short names to the longer ones that they are a part of."""
    shortest = rules(RULES)["warnings"]["shortest_name"]
    joined: dict[str, list[Complaint]] = {}
    for name in sorted(grouped, key=len, reverse=True):
        of = (full for full in joined if len(name) >= shortest and name in full)
        joined.setdefault(next(of, name), []).extend(grouped[name])
    return joined


def _alert(
    kind: str,
    name: str,
    told: Iterable[Complaint],
    *,
    days: int,
    usual: float | None = None,
) -> Alert:
    ordered = sorted(told, key=lambda each: (each.at, each.number))
    return Alert(
        kind=kind,
        name=name,
        days=days,
        first=ordered[0].at.isoformat() if ordered else "",
        last=ordered[-1].at.isoformat() if ordered else "",
        complaints=tuple(
            Told(each.number, each.who, each.category, each.path) for each in ordered
        ),
        usual=usual,
    )


def _folded(employer: str) -> str:
    try:
        return fold(employer)
    except InvalidInput:
        return ""


def _plain(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in alert.__dataclass_fields__}

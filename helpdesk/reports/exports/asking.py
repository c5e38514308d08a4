"""What an export is asked for: which tickets, in which form, with what in the clear."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Self

from helpdesk import clock
from helpdesk.reports.periods import ONE_DAY, Period, between
from helpdesk.tickets.wanted import Wanted


class Form(StrEnum):
    """The kinds of files."""

    csv = "csv"
    xlsx = "xlsx"


@dataclass(frozen=True, slots=True)
class Opened:
    """Tickets that were opened in a period, in a union, of a class of service."""

    first: str
    last: str
    path: str | None = None
    service: str | None = None

    @property
    def period(self) -> Period:
        """Return the days."""
        return between(self.first, self.last)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Return the first moment, and the first one behind the last."""
        first, behind = self.period.first, self.period.last + ONE_DAY
        return (
            datetime.combine(first, time(), clock.SHENZHEN),
            datetime.combine(behind, time(), clock.SHENZHEN),
        )


@dataclass(frozen=True, slots=True)
class Request:
    """A table that is asked for: either what was opened, or a list of the queue."""

    form: Form
    opened: Opened | None = None
    queue: Wanted | None = None
    is_clear: bool = False
    """With names, phones and the workers' words."""

    scope: str | None = None
    """What the officer saw when asking; it is never more than what they see."""

    labels: Mapping[str, Mapping[str, str]] | None = None
    """What the console calls categories, states and so on."""

    def label(self, column: str, value: str) -> str:
        """Return what a value is called."""
        return (self.labels or {}).get(column, {}).get(value, value)

    def told(self) -> dict[str, Any]:
        """Return what the audit log keeps of it."""
        wanted = asdict(self.opened) if self.opened else {}
        listed = self.queue.as_json() if self.queue else {}
        return {**wanted, **listed, "form": self.form, "is_clear": self.is_clear}

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        plain = asdict(self)
        plain["queue"] = self.queue and self.queue.as_json()
        return plain

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote."""
        told = dict(stored)
        told["form"] = Form(told["form"])
        told["opened"] = told["opened"] and Opened(**told["opened"])
        if told["queue"] is not None:
            told["queue"] = Wanted.read(told["queue"])
        return cls(**told)

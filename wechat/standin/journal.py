"""What went over the wire, both ways: the newest entries, and counts of all."""

from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of the API, or one thing that a follower did."""

    number: int
    at: float
    direction: Literal["to_wechat", "from_wechat"]
    what: str
    ms: int
    outcome: str
    openid: str | None = None
    errcode: int | None = None
    deliveries: int | None = None
    body: dict[str, Any] | None = None


@dataclass(slots=True)
class Journal:
    """The entries, numbered from one."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=ENTRIES))
    counts: Counter[str] = field(default_factory=Counter)
    last: int = 0

    def write(self, **what: Any) -> None:  # noqa: ANN401 - the fields of an entry
        """Add an entry."""
        self.last += 1
        entry = Entry(number=self.last, **what)
        self.entries.append(entry)
        self.counts[f"{entry.what} {entry.outcome}"] += 1

    def after(self, number: int) -> list[dict[str, Any]]:
        """Return the entries behind a number, oldest first."""
        return [asdict(entry) for entry in self.entries if entry.number > number]

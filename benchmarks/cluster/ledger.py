"""What callers sent and what they were told, message by message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

NUMBER = re.compile(r"(?<!\d)(\d{6}) ?(\d{3}) ?(\d{3})(?!\d)")
ACCEPTED = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: when it was sent, when it was answered, and what it was told."""

    message_id: str
    kind: str
    at: float
    seconds: float
    status: int
    tries: int = 1
    conversation: str | None = None
    answer: str = ""
    fault: str | None = None
    """What is wrong with the answer; nothing when it is a good one."""

    @property
    def is_accepted(self) -> bool:
        """Tell whether we said that we have it."""
        return self.status == ACCEPTED

    @property
    def until(self) -> float:
        """When it was answered, or given up."""
        return self.at + self.seconds

    @property
    def numbers(self) -> list[str]:
        """Return the numbers of tickets that the worker was told."""
        return ["".join(found) for found in NUMBER.findall(self.answer)]


@dataclass(slots=True)
class Ledger:
    """All messages of a run."""

    entries: list[Entry] = field(default_factory=list)
    finished: Counter[str] = field(default_factory=Counter)
    """Whole conversations, by kind."""

    def accepted(self) -> Iterator[Entry]:
        """Give what we said that we have."""
        return (entry for entry in self.entries if entry.is_accepted)

    def faults(self) -> Counter[str]:
        """Count what was wrong, by kind."""
        return Counter(entry.fault for entry in self.entries if entry.fault)


def between(entries: Iterable[Entry], begin: float, end: float) -> list[Entry]:
    """Return the messages that were sent in this time."""
    return [entry for entry in entries if begin <= entry.at < end]

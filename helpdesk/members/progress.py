"""Where a matter is and what comes next, in words for the worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Progress:
    """The name of a state, what it means, and what comes next."""

    name: str
    now: str
    next: str

    def __str__(self) -> str:
        return self.now + self.next

    @classmethod
    def read(cls, state: Mapping[str, str], words: Mapping[str, str]) -> Self:
        """Fill a state's sentences from a file of rules with names."""
        return cls(
            state["name"], state["now"].format(**words), state["next"].format(**words)
        )

"""How often something was right: shares, and what was found or missed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    right: int
    total: int

    @property
    def rate(self) -> float:
        """The share as a number from 0 to 1; of nothing, 0."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
        )

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return Share(self.right, self.right + self.wrong).rate

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return Share(self.right, self.right + self.missed).rate

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return Share(2 * self.right, 2 * self.right + self.wrong + self.missed).rate

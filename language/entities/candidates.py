"""The stretch of a text that may be an entity, before anybody has decided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a folded text that reads like an entity."""

    entity: str
    start: int
    end: int
    value: str
    sure: bool = True
    """False where only the context can tell, so that the tagger must agree."""

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether the stretch shares a character with another."""
        return self.start < end and start < self.end

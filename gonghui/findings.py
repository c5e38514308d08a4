"""What an examination found, in plain words."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad something is."""

    fine = "fine"
    doubtful = "doubtful"
    wrong = "wrong"

    @property
    def mark(self) -> str:
        """Return what stands before the line."""
        return {"fine": "✓", "doubtful": "!", "wrong": "✗"}[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do about it."""

    grade: Grade
    what: str
    remedy: str | None = None

    def __str__(self) -> str:
        told = f"{self.grade.mark} {self.what}"
        return f"{told}\n  → {self.remedy}" if self.remedy else told


def fine(what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(Grade.fine, what)


def doubtful(what: str, remedy: str) -> Finding:
    """Say that something works, but not as well as it could."""
    return Finding(Grade.doubtful, what, remedy)


def wrong(what: str, remedy: str) -> Finding:
    """Say that something does not work."""
    return Finding(Grade.wrong, what, remedy)

"""A step of a macro, as it is kept and as it is run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Do(StrEnum):
    """What a step does; what each is called is in words.yml."""

    answer = "answer"
    ask = "ask"
    note = "note"
    report = "report"
    assign = "assign"
    priority = "priority"
    service_class = "service_class"
    move = "move"
    follow_up = "follow_up"

    @property
    def says(self) -> bool:
        """Tell whether its words may be a canned text."""
        return self in SAYING


SAYING = frozenset({Do.answer, Do.ask, Do.note, Do.report})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    do: Do
    words: str = ""
    canned_id: int | None = None
    officer_id: int | None = None
    is_me: bool = False
    choice: str = ""
    """The value that is set."""

    def to_json(self) -> dict[str, Any]:
        """Write it as it is kept: only what is there."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read back what was kept."""
        return cls(**{**value, "do": Do(value["do"])})

"""The mixed conversations of a working day: questions, forms, identity, tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

from benchmarks.turns import dialogues

HOME = Path(__file__).with_name("talks.yml")
PHONES = 10**8
STEP = 7_368_787  # shares no factor with PHONES


@dataclass(frozen=True, slots=True)
class Person:
    """What a member of the synthetic records proves the identity with."""

    phone: str
    tail: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, and what its answer must hold."""

    text: str
    expect: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation from its first line to its last."""

    kind: str
    lines: tuple[Line, ...]


class Script:
    """Writes the conversations of all callers; none shares a phone with another."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._told = dialogues.script(HOME)
        self._turns = dialogues.script()
        self._numbers = count()
        self._chosen = count()

    def talks(self, caller: int) -> Iterator[Talk]:
        """Give one caller's conversations for ever, each caller beginning elsewhere."""
        kinds = spread(self._told["mix"])
        start = caller % len(kinds)
        writers = {
            "questions": self.questions,
            "intake": self.intake,
            "card": self.card,
        }
        for number, kind in enumerate(cycle(kinds[start:] + kinds[:start])):
            if kind != "card" or self._people:
                yield writers[kind](caller + number)

    def questions(self, number: int) -> Talk:
        """Ask a few of the questions, one after the other."""
        asked = list(self._turns["questions"].values())
        size: int = self._told["questions"]["lines_of_each"]
        start = number * size % len(asked)
        some = (asked + asked)[start : start + size]
        return Talk("questions", tuple(map(Line, some)))

    def intake(self, number: int) -> Talk:
        """Tell of unpaid wages, and ask for the ticket afterwards."""
        told, employers = self._turns["intake"], self._turns["employers"]
        filled = {"employer": employers[number % len(employers)], "phone": self._own()}
        said = [Line(line.format(**filled)) for line in told["gonghui"]]
        said[-1] = Line(said[-1].text, told["ends"])
        return Talk("intake", (*said, *_lines(self._told["intake"]["afterwards"], {})))

    def card(self, _number: int) -> Talk:
        """Report a lost card as the next of the members."""
        person = self._people[next(self._chosen) % len(self._people)]
        filled = {"phone": person.phone, "tail": person.tail, "own": self._own()}
        return Talk("card", tuple(_lines(self._told["card"], filled)))

    def _own(self) -> str:
        """Return a phone that nobody else has given, spread like real ones."""
        return f"138{next(self._numbers) * STEP % PHONES:08}"


def spread(mix: dict[str, int]) -> list[str]:
    """Put the kinds in an order in which none comes in a lump.

    >>> spread({"a": 2, "b": 1})
    ['a', 'b', 'a']
    """
    places = [
        ((turn + 0.5) / times, kind)
        for kind, times in mix.items()
        for turn in range(times)
    ]
    return [kind for _, kind in sorted(places)]


def _lines(told: Sequence[dict[str, Any]], filled: dict[str, str]) -> Iterator[Line]:
    for line in told:
        yield Line(line["say"].format(**filled), line.get("expect", ""))

"""How spoken cases are understood when a recogniser has written them down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Self

from gonghui.evaluation.mishearing import Recogniser
from language import Model
from language.cases import Case
from language.examples import read_folder
from language.scores import Share

SPOKEN = "asr"


@dataclass(frozen=True, slots=True)
class Intents:
    """How often the intent is right: of the text, one alternative, all of them."""

    written: Share
    first: Share
    several: Share

    @classmethod
    def of(cls, judged: Sequence[Sequence[bool]]) -> Self:
        """Count cases, each judged in these three ways."""
        return cls(*(Share(sum(way), len(way)) for way in zip(*judged, strict=True)))


@dataclass(frozen=True, slots=True)
class Heard:
    """What is reported of spoken cases, in all and by skill."""

    errors: Share
    """Characters of the first alternative that are wrong, of all that were said."""
    intents: Intents
    skills: Mapping[str, Intents]

    def to_json(self) -> dict[str, Any]:
        """Give the figures as plain mappings."""
        return asdict(self)


def heard_of(
    model: Model, cases: Sequence[Case], *, data: Path, today: date
) -> Heard | None:
    """Mishear the spoken cases of one request and measure; none where there are none.

    The characters that a recogniser would write are those of the examples.
    """
    spoken = [c for c in cases if c.channel == SPOKEN and len(c.requests) == 1]
    if not spoken:
        return None
    recogniser = Recogniser(_written(data))
    judged: dict[str, list[list[bool]]] = {}
    wrong = 0
    for case in spoken:
        alternatives = recogniser.hear(case.text)
        first = alternatives[0][0]
        answers = model.understand_all(
            [(case.text, SPOKEN), (first, SPOKEN)], today=today
        )
        _, best = model.understand_spoken(alternatives, today=today)
        right = [answer.intent in case.accepted for answer in (*answers, best)]
        judged.setdefault(model.catalogue.skill_of(case.intent), []).append(right)
        wrong += distance(case.text, first)
    return Heard(
        errors=Share(wrong, sum(len(case.text) for case in spoken)),
        intents=Intents.of([*chain.from_iterable(judged.values())]),
        skills={skill: Intents.of(some) for skill, some in judged.items()},
    )


def lines(heard: Heard) -> Iterator[str]:
    """Write the figures for reading."""
    yield "── Misheard (gonghui/evaluation/mishearing.py) ──"
    yield f"{'characters misheard':<28}{heard.errors.rate:>10.1%}"
    yield f"\n{'intent':<24}{'as said':>10}{'first':>10}{'all':>10}{'gain':>8}"
    for name, found in {"all": heard.intents, **heard.skills}.items():
        shares = (found.written, found.first, found.several)
        rates = "".join(f"{share.rate:>10.1%}" for share in shares)
        gain = 100 * (found.several.rate - found.first.rate)
        yield f"{name:<24}{rates}{gain:>+8.1f}"


def distance(said: str, heard: str) -> int:
    """Return how many characters are wrong, missing or too many.

    >>> distance("工伤怎么赔", "公伤怎赔")
    2
    """
    row: list[int] = [*range(len(heard) + 1)]
    for up, one in enumerate(said, start=1):
        before = row
        row = [up]
        for left, other in enumerate(heard, start=1):
            changed = before[left - 1] + (one != other)
            row.append(min(before[left] + 1, row[-1] + 1, changed))
    return row[-1]


def _written(data: Path) -> Iterator[str]:
    for skill in sorted((data / "examples").glob("*/")):
        yield from (taught.example.text for taught in read_folder(skill))

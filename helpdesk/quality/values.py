"""Amounts and times that were said, and which of them were taken back."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.quality.turns import Turn
from helpdesk.rules import rules
from helpdesk.transcripts.model import Party, Segment
from language import entities
from language.characters import fold
from language.entities.candidates import Candidate
from language.numerals import SPOKEN_DIGIT

FILE = Path(__file__).with_name("values.yml")
QUANTITIES = frozenset({"money", "duration", "date", "headcount"})
READ_OUT = re.compile(rf"{SPOKEN_DIGIT}{{5,}}")


@dataclass(slots=True)
class Said:
    """A quantity that somebody said."""

    kind: str
    value: str
    words: str
    segment: Segment
    turn: Turn
    start: int
    end: int
    is_taken_back: bool = False


def quantities(turns: Iterable[Turn], day: date) -> list[Said]:
    """Return what was said in a call, in its order; what was taken back is marked.

    “三万二千，不对，三万二千六” takes back the first, and so does a caller who denies
    what the seat just repeated.
    """
    said: list[Said] = []
    for turn in turns:
        for segment in turn.segments:
            for new in _in_segment(segment, turn, day):
                if turn.party is Party.customer:
                    _take_back(said, new)
                else:
                    new.is_taken_back = _was_taken_back(said, new)
                said.append(new)
    return said


def folded(text: str) -> str:
    """Fold a text and keep its length, so that places stay what they are."""
    return "".join(fold(char) or " " for char in text)


def read(text: str, day: date) -> Iterator[Candidate]:
    """Yield the quantities of a text that can be relied on."""
    for found in entities.find(text, day):
        if found.entity in QUANTITIES and (found.sure or _is_sum(found, text)):
            yield found


def agree(value: str, said: Said) -> bool:
    """Tell whether a value is what was said and not taken back; a month has days."""
    if said.is_taken_back:
        return False
    if said.kind == "date":
        return value.startswith(said.value) or said.value.startswith(value)
    return value == said.value


def _in_segment(segment: Segment, turn: Turn, day: date) -> Iterator[Said]:
    text = folded(segment.text)
    for found in read(text, day):
        words = segment.text[found.start : found.end]
        yield Said(
            *(found.entity, found.value, words, segment, turn, found.start, found.end)
        )


def _is_sum(found: Candidate, text: str) -> bool:
    """Tell a sum without a unit from a count and from digits that are read out."""
    if found.entity != "money" or READ_OUT.search(text[found.start : found.end]):
        return False
    least: int = rules(FILE)["least_sum"]
    return float(found.value) >= least


def _was_taken_back(said: Iterable[Said], new: Said) -> bool:
    """Tell whether somebody repeats what the caller took back before."""
    same = [s for s in said if (s.kind, s.value) == (new.kind, new.value)]
    return bool(same) and same[-1].is_taken_back


def _take_back(said: Iterable[Said], new: Said) -> None:
    """Mark what a new quantity replaces."""
    alike = [each for each in said if each.kind == new.kind]
    if not alike or new.turn.place - (last := alike[-1]).turn.place > 1:
        return
    if last.value != new.value and _is_denied(last, new):
        for each in alike:
            each.is_taken_back |= each.value == last.value


def _is_denied(last: Said, new: Said) -> bool:
    """Tell whether what the caller says between two quantities denies the first."""
    between, before = "", ""
    for segment in new.turn.segments:
        if segment.index > new.segment.index:
            break
        begin = last.end if segment is last.segment else 0
        end = new.start if segment is new.segment else len(segment.text)
        if segment.index >= last.segment.index:
            between += segment.text[begin:end]
    if last.segment is new.segment:
        before = last.segment.text[: last.start]
    taken, denied = _cues()
    return bool(taken.search(between) or denied.search(before))


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    book: dict[str, Any] = rules(FILE)
    return re.compile(book["taken_back"]), re.compile(book["denied"])

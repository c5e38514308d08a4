"""Numbers that are read out digit by digit, and whether the other one heard them.

A recogniser drops a digit or writes one too many; a person who reads back a number
swaps two or says a wrong one. So only numbers of one length are held to differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.quality.call import Call
from helpdesk.quality.turns import Turn
from helpdesk.quality.values import FILE, folded
from helpdesk.rules import rules
from helpdesk.transcripts.model import Segment
from language.entities.digits import RUN
from language.numerals import digits

GROUP = 2  # digits that people say in one breath when they read out a number
WRONG = 2  # digits; more of them are another number
LONG = 6
"""Digits, from which a number is known by itself; in a shorter one only one is wrong,
or it is another number."""


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits that were read out within one turn."""

    number: str
    segment: Segment
    turn: Turn


@dataclass(frozen=True, slots=True)
class Misheard:
    """What was told, and what was made of it."""

    told: str
    heard: str
    is_swapped: bool
    """Two digits changed places: people do that, recognisers do not."""


def read_out(turn: Turn, *, shortest: int | None = None) -> Iterator[Digits]:
    """Yield the runs of digits of a turn that are no quantities."""
    book = rules(FILE)
    for segment in turn.segments:
        text = folded(segment.text)
        for run in RUN.finditer(text):
            number = digits(run[0])
            counts = text[run.end() : run.end() + 1] in tuple(book["counted"])
            if len(number) >= (shortest or book["shortest"]) and not counts:
                yield Digits(number, segment, turn)


def dictated(call: Call, *, until: Turn, turns: int) -> str:
    """Return the digits that the caller read out in the turns before one."""
    recent = [t for t in call.callers if until.place - turns <= t.place < until.place]
    return "".join(
        each.number for turn in recent for each in read_out(turn, shortest=GROUP)
    )


def misheard(told: str, heard: str) -> Misheard | None:
    """Compare what was read out with what was repeated, which may be a part of it.

    >>> misheard("13800135738", "5783").is_swapped
    True
    >>> misheard("13800135738", "0013") is None
    True
    """
    if heard in told or not told:
        return None
    allowed = WRONG if len(heard) >= LONG else 1
    for part in _windows(told, len(heard)):
        wrong = [n for n in range(len(heard)) if part[n] != heard[n]]
        is_swapped = _is_swap(part, heard, wrong)
        if is_swapped or len(wrong) <= allowed:
            return Misheard(part, heard, is_swapped)
    return None


def _windows(told: str, length: int) -> Sequence[str]:
    return [told[n : n + length] for n in range(len(told) - length + 1)]


def _is_swap(told: str, heard: str, wrong: Sequence[int]) -> bool:
    """Tell whether two neighbours changed places."""
    if len(wrong) != 2 or wrong[1] - wrong[0] != 1:
        return False
    first, second = wrong
    return (told[first], told[second]) == (heard[second], heard[first])

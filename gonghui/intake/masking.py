"""Masking for analysts, who need what was asked and not who asked it.

Stricter than the masks of screens: a number that was read out in pieces, or over two
turns, is hidden as well, and so is a name wherever in the call it is said again.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from helpdesk.privacy.redaction import READ_OUT
from helpdesk.rules import rules
from helpdesk.transcripts.analysis import Analysis

FILE = Path(__file__).with_name("masking.yml")
STAR = "＊"
LEAST = 4  # digits that could be a part of somebody's number
SHORTEST = 2  # characters of a name that are looked for in other turns
_DIGIT = f"[0-9０-９{''.join(READ_OUT)}]"


@dataclass(frozen=True, slots=True)
class Mask:
    """Masks the texts of one call."""

    said: tuple[str, ...]
    """What its personal entities are called in it, the longest first."""

    @classmethod
    def of(cls, analysis: Analysis) -> Self:
        """Learn from a call whom it names."""
        named = {
            entity.text
            for routed in analysis.routed
            for entity in routed.entities
            if is_hidden(entity.entity) and len(entity.text) >= SHORTEST
        }
        return cls(tuple(sorted(named, key=lambda text: (-len(text), text))))

    def __call__(self, text: str) -> str:
        """Return a text of the call without anybody in it.

        >>> Mask(("王建国",))("我叫王建国，电话一三八，零零一三，八零零零")
        '我叫＊＊＊，电话＊＊＊＊＊＊＊＊＊＊＊＊＊'
        >>> Mask(())("打12351，欠我12000元")
        '打12351，欠我12000元'
        """
        for name in self.said:
            text = text.replace(name, STAR * len(name))
        for pattern, write in _patterns():
            text = pattern.sub(write, text)
        return text


def is_hidden(entity: str) -> bool:
    """Tell whether analysts see nothing of what such an entity says."""
    return entity in _book()["hidden"]


def _stars(found: re.Match[str]) -> str:
    return STAR * len(found[0])


def _number(found: re.Match[str]) -> str:
    digits = "".join(str(READ_OUT.get(c, c)) for c in found[0])
    return found[0] if digits in _book()["public"] else _stars(found)


def _book() -> dict[str, Any]:
    return rules(FILE)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    book = _book()
    more = rf"(?:[{book['pauses']}]*{_DIGIT}){{{LEAST - 1},}}+"
    number = rf"{_DIGIT}{more}(?!{_any(book['units'])})"
    names = ((re.compile(pattern), _stars) for pattern in book["names"])
    return ((re.compile(number), _number), *names)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"

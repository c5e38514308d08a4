"""Toneless readings, so that 公会 and 工会 look alike to the model.

What Southern speakers and speech recognition confuse is folded together as well:
zh/z, ch/c, sh/s, n/l at the beginning, ng/n at the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import numpy as np

from language.keys import Keys

FIRST, LAST = "㐀", "鿿"
SOUNDS = 0x110000
"""The number of the first sound, after all code points."""

FOLDS = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n"), "l"),
    (re.compile("ng$"), "n"),
)


def readings() -> dict[str, str]:
    """Give every Chinese character its first reading, folded.

    >>> table = readings()
    >>> table["伤"] == table["商"], table["宁"] == table["林"]
    (True, True)
    """
    from pypinyin.pinyin_dict import pinyin_dict

    table = ((chr(code), reading) for code, reading in pinyin_dict.items())
    return {
        character: _fold(reading.split(",")[0])
        for character, reading in table
        if FIRST <= character <= LAST
    }


def heard_as(character: str) -> tuple[str, ...]:
    """Give one character's readings, folded; the whole table takes a second.

    >>> heard_as("公") == heard_as("工"), "qin" in heard_as("覃"), heard_as("a")
    (True, True, ())
    """
    from pypinyin.pinyin_dict import pinyin_dict

    known = pinyin_dict.get(ord(character)) if FIRST <= character <= LAST else None
    return () if known is None else tuple(map(_fold, known.split(",")))


def sounds(table: Mapping[str, str]) -> Keys:
    """Give a number for the sound of each code point; others stand for themselves."""
    numbers = {
        reading: place for place, reading in enumerate(sorted({*table.values()}))
    }
    heard = np.arange(ord(LAST) + 1, dtype=np.uint64)
    for character, reading in table.items():
        heard[ord(character)] = SOUNDS + numbers[reading]
    return heard


def pack(table: Mapping[str, str]) -> dict[str, str]:
    """Write a table by reading, which takes a tenth of the room."""
    packed: dict[str, str] = {}
    for character, reading in sorted(table.items()):
        packed[reading] = packed.get(reading, "") + character
    return packed


def unpack(packed: Mapping[str, str]) -> dict[str, str]:
    """Undo `pack`."""
    return {c: reading for reading, characters in packed.items() for c in characters}


def _fold(reading: str) -> str:
    """Take tones and confusable sounds out of one reading."""
    letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    plain = "".join(letter for letter in letters if letter.isascii())
    for pattern, replacement in FOLDS:
        plain = pattern.sub(replacement, plain)
    return plain

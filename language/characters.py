"""Folding of single characters: width, case, traditional forms, signs nobody says."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import resources

SPOKEN_SYMBOLS = {"℃": "度", "°": "度", "￥": "¥", "～": "~"}
"""Symbols that carry a meaning, and the one sign that stands for each."""

BLANK = frozenset({"Zs", "Zl", "Zp"})
SILENT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "So", "Sk"})


@lru_cache(maxsize=1)
def simplified_forms() -> dict[str, str]:
    """Give the simplified form of every traditional character, one to one."""
    table = resources.files("opencc").joinpath("dictionary/TSCharacters.txt")
    pairs = (line.split() for line in table.read_text("utf-8").splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """Fold one character to one character, or to nothing.

    >>> fold("Ａ"), fold("鹽"), fold("　"), fold("😀")
    ('a', '盐', ' ', '')
    """
    if character in SPOKEN_SYMBOLS:
        return SPOKEN_SYMBOLS[character]
    category = unicodedata.category(character)
    if category in BLANK or character in "\n\r\t":
        return " "
    if category in SILENT:
        return ""
    compatible = _single(unicodedata.normalize("NFKC", character), character)
    simplified = simplified_forms().get(compatible, compatible)
    return _single(simplified.lower(), simplified)


def _single(folded: str, character: str) -> str:
    """Keep a folding only where it leaves one character, so that offsets hold."""
    return folded if len(folded) == 1 else character

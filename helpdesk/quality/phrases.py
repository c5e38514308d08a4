"""Phrases of the rules: what somebody says, in few signs that need no programmer.

``(甲|乙)`` is one of several, ``?`` after a bracket or a character may be left out,
``…`` is up to ten characters of anything.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from helpdesk.quality.sounds import sounded, written

NOTHING = "(?!)"
GAP = ".{0,10}?"
SIGNS = {"…": GAP, "(": "(?:", "（": "(?:", ")": ")", "）": ")", "|": "|", "?": "?"}


@dataclass(frozen=True)
class Phrases:
    """Phrases of which any will do."""

    told: tuple[str, ...]

    @cached_property
    def heard(self) -> re.Pattern[str]:
        """Find them by their sound; one syllable alone would be found in anything."""
        return _compiled([p for p in self.told if len(p) > 1], sounded)

    @cached_property
    def short(self) -> re.Pattern[str]:
        """Find those of one character as they are written."""
        return _compiled([p for p in self.told if len(p) == 1], written)

    @cached_property
    def alone(self) -> re.Pattern[str]:
        """Find those of one character where nothing else is said, by their sound."""
        short = _compiled([p for p in self.told if len(p) == 1], sounded)
        return re.compile(rf"(?:{short.pattern})+")

    @cached_property
    def written(self) -> re.Pattern[str]:
        """Find all of them as they are written."""
        return _compiled(self.told, written)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Say how pydantic reads them: a list of texts."""
        texts = core_schema.list_schema(core_schema.str_schema(min_length=1))
        return core_schema.no_info_after_validator_function(phrases, texts)


def phrases(told: Sequence[str]) -> Phrases:
    """Read phrases.

    Raises:
        ValueError: One of them is none; the message says which.
    """
    if not told:
        raise ValueError("no_phrases")
    for phrase in told:
        _check(phrase)
    return Phrases(tuple(told))


def _check(phrase: str) -> None:
    try:
        found = re.compile(_pattern(phrase, written))
    except re.error:
        raise ValueError(f"bad_phrase:{phrase}") from None
    if found.search(""):
        raise ValueError(f"empty_phrase:{phrase}")


def _pattern(phrase: str, spell: Callable[[str], str]) -> str:
    return "".join(SIGNS.get(char) or re.escape(spell(char)) for char in phrase)


def _compiled(told: Iterable[str], spell: Callable[[str], str]) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(each, spell) for each in told) or NOTHING)

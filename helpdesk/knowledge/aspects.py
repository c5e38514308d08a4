"""Which side of a matter a message asks for: its papers, its price, its time."""

from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("aspects.yml")


def aspect_of(text: str) -> str | None:
    """Return the aspect whose longest phrase stands in a text; of two, the first.

    >>> aspect_of("那要带啥材料啊"), aspect_of("仲裁要多久"), aspect_of("你好")
    ('documents', 'duration', None)
    """
    found = (
        (-len(phrase), text.find(phrase), aspect)
        for phrase, aspect in _phrases()
        if phrase in text
    )
    return min(found, default=(0, 0, None))[2]


def aspects() -> frozenset[str]:
    """Return the names of all aspects."""
    return frozenset(rules(FILE))


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple(
        (phrase, aspect)
        for aspect, phrases in rules(FILE).items()
        for phrase in phrases
    )

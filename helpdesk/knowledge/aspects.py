"""Which side of a matter a message asks for: its papers, its price, its time."""

from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("aspects.yml")
AROUND = Path(__file__).with_name("around.yml")
LONGEST_BARE = 16  # characters; a longer question names what it is about


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


def bare_aspect(text: str) -> str | None:
    """Return the aspect of a text that asks for nothing but it.

    Such a question goes on from the one before, whatever that was about.

    >>> bare_aspect("那要带啥材料啊"), bare_aspect("仲裁要多久")
    ('documents', None)
    """
    aspect = aspect_of(text) if len(text) <= LONGEST_BARE else None
    if aspect is None:
        return None
    rest = "".join(char for char in text if char.isalnum())
    for phrase in _strippable():
        rest = rest.replace(phrase, "")
    return None if rest else aspect


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


@cache
def _strippable() -> tuple[str, ...]:
    """Return what may stand in a bare question, the longest first."""
    phrases = {phrase for phrase, _ in _phrases()} | set(rules(AROUND)["around"])
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))

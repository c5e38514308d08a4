"""SSML: the same words with pauses, telephone numbers and spelled letters marked."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from language.speak.lines import END, TELEPHONE
from language.speak.reading import marked

SHORT, LONG = "200ms", "500ms"
"""Between groups of digits, and between sentences."""

SHORTEST = 7
"""Digits of a telephone number; a hotline's few are written as words, which no voice
reads as a quantity."""

_DIGITS = str.maketrans("零幺二三四五六七八九", "0123456789")
_TELEPHONE = re.compile(f"{TELEPHONE}([^{END}]*){END}")
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z](?: [A-Z](?![A-Za-z]))+")
_GROUPS = re.compile(r"(?<=[零幺二三四五六七八九叉]) (?=[零幺二三四五六七八九叉])")
_SENTENCE = re.compile(r"(?<=[。！？])(?=.)")


def ssml(text: str) -> str:
    """Return a text as an SSML document.

    >>> ssml("打0755-12345678。")
    '<speak>打<say-as interpret-as="telephone">075512345678</say-as>。</speak>'
    """
    said = escape(marked(text))
    said = _SENTENCE.sub(_pause(LONG), said)
    said = _TELEPHONE.sub(_telephone, said)
    said = _LETTERS.sub(_spelled, said)
    return f"<speak>{_GROUPS.sub(_pause(SHORT), said)}</speak>"


def _pause(time: str) -> str:
    return f'<break time="{time}"/>'


def _telephone(found: re.Match[str]) -> str:
    digits = found[1].replace(" ", "").translate(_DIGITS)
    if len(digits) < SHORTEST:
        return found[1]
    return f'<say-as interpret-as="telephone">{digits}</say-as>'


def _spelled(found: re.Match[str]) -> str:
    written = found[0].replace(" ", "")
    return f"<sub alias={quoteattr(found[0])}>{written}</sub>"

"""Reads SSML for voices that understand only a little of it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from speech.errors import Refused

LONGEST_PAUSE = 3000
"""Milliseconds: somebody who listens longer to nothing hangs up."""

SAID = dict(zip(map(ord, "0123456789"), "零幺二三四五六七八九", strict=True))
BY_DIGIT = frozenset({"telephone", "digits", "characters"})
UNSAYABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TIME = re.compile(r"(\d{1,6})(?:\.\d*)?(ms|s)", re.ASCII)


def is_ssml(text: str) -> bool:
    """Tell whether a text is written in SSML."""
    return text.lstrip().startswith("<speak")


def readable(ssml_or_text: str) -> str:
    """Return a text whose only marks are pauses; digits are words.

    >>> readable('<speak>打<say-as interpret-as="telephone">110</say-as></speak>')
    '打幺 幺 零'
    """
    text = UNSAYABLE.sub("", ssml_or_text)
    if not is_ssml(text):
        return escape(text)
    try:
        return "".join(_read(fromstring(text)))
    except (ParseError, DefusedXmlException):
        raise Refused("it is no SSML") from None


def _read(element: Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name == "break":
        yield f'<break time="{_pause(element.get("time", ""))}ms"/>'
    elif name == "sub":
        yield escape(element.get("alias", ""))
    elif name == "say-as" and element.get("interpret-as") in BY_DIGIT:
        yield " ".join(escape((element.text or "").translate(SAID)))
    else:
        yield escape(element.text or "")
        for child in element:
            yield from _read(child)
            yield escape(child.tail or "")


def _pause(time: str) -> int:
    found = TIME.fullmatch(time)
    if found is None:
        return 0
    return min(int(found[1]) * (1000 if found[2] == "s" else 1), LONGEST_PAUSE)

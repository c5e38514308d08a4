"""What `gonghui understand` is asked: one JSON object a line."""

import json
from dataclasses import dataclass
from typing import Any

CHANNELS = ("chat", "asr")

Heard = tuple[str, float]
"""A text that a recogniser may have heard, with its confidence from 0 to 1."""


class BadLine(ValueError):
    """A line that is not a question; the text says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of input."""

    id: str | int
    text: str
    channel: str = "chat"
    nbest: tuple[Heard, ...] = ()
    """What a recogniser heard, if it heard several texts; then they are understood."""


def read_question(line: bytes) -> Question:
    """Read one line of input.

    Raises:
        BadLine: The line is not UTF-8, not JSON, or not of the documented shape.
    """
    try:
        content = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("not JSON") from None
    if not isinstance(content, dict):
        raise BadLine("not an object")
    return _question(content)


def _question(content: dict[str, Any]) -> Question:
    identifier, channel = content.get("id"), content.get("channel") or "chat"
    nbest = tuple(_nbest(content.get("nbest")))
    text = content.get("text", nbest[0][0] if nbest else None)
    if not isinstance(identifier, str | int) or isinstance(identifier, bool):
        raise BadLine('"id" must be a string or an integer')
    if not isinstance(text, str):
        raise BadLine('"text" must be a string')
    if channel not in CHANNELS:
        raise BadLine('"channel" must be "chat" or "asr"')
    return Question(identifier, text, channel, nbest)


def _nbest(content: object) -> list[Heard]:
    """Read the recogniser's alternatives; an empty list is as good as none."""
    if content is None:
        return []
    if not isinstance(content, list):
        raise BadLine('"nbest" must be a list')
    return [_heard(item) for item in content]


def _heard(content: object) -> Heard:
    """Read one alternative."""
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        raise BadLine('"nbest" must hold objects with a "text"')
    sure: Any = content.get("confidence")
    number = isinstance(sure, int | float) and not isinstance(sure, bool)
    if not number or not 0 <= float(sure) <= 1:
        raise BadLine('a "confidence" of "nbest" must be a number from 0 to 1')
    return content["text"], float(sure)

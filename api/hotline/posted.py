"""What telephone platforms post, read into the events of a call."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import ValidationError

from api.hotline.schemas import LONGEST, CallEvent
from helpdesk.errors import InvalidInput

LAST = 2**31 - 1
"""The number of a hang-up that is told outside the row of events."""

MOST_FIELDS = 100
MOST_HEARD = 10
_CALLER = re.compile(r"(?:tel:|sips?:)?(\+?\d{3,20})(?:[@;?].*)?", re.I | re.ASCII)


async def fields(request: Request) -> list[tuple[str, str]]:
    """Read a form."""
    body = await request.body()
    try:
        return parse_qsl(
            body.decode(),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise InvalidInput("the form can not be read") from None


def event(**told: Any) -> CallEvent:  # noqa: ANN401 - whatever a platform posts
    """Make an event of what was told; what makes none is refused."""
    try:
        return CallEvent.model_validate(told)
    except ValidationError:
        raise InvalidInput("the event can not be read") from None


def caller(address: str) -> str | None:
    """Return the number of a caller's address, if it shows one.

    >>> caller("sip:+8613800131234@10.0.0.1;user=phone")
    '+8613800131234'
    """
    found = _CALLER.fullmatch(address.strip())
    return found[1] if found else None


def cut(text: str) -> str:
    """Return as much of a text as one turn may hold."""
    return text.strip()[:LONGEST]


def heard(guesses: Iterable[tuple[str, object]]) -> list[dict[str, Any]]:
    """Write down what may have been said, as many as an event may hold."""
    return [
        {"text": cut(text), "confidence": sure(confidence)}
        for text, confidence in islice(guesses, MOST_HEARD)
    ]


def sure(confidence: object) -> float:
    """Read a confidence; a recogniser that tells none is neither sure nor unsure."""
    try:
        number = float(str(confidence))
    except ValueError:
        return 0.5
    return min(1.0, number) if number > 0 else 0.0

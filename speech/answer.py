"""The answer of a recogniser, as JSON.

``{"text", "confidence"}`` and, where it knows several texts,
``"nbest": [{"text", "confidence"}]``.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from speech.errors import Unreachable
from speech.kinds import Alternative, Heard

MOST = 10
"""Alternatives: what comes after them nobody said."""


def heard(body: bytes) -> Heard:
    """Read an answer; garbage is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreachable("the answer is no JSON") from None
    if not isinstance(said, dict):
        raise Unreachable("the answer is no JSON object")
    return Heard(tuple(_alternatives(said)))


def _alternatives(said: Mapping[str, Any]) -> Iterator[Alternative]:
    """Give the favourite first, the others once each, and none that is silent."""
    others = said.get("nbest") or []
    if not isinstance(others, list):
        raise Unreachable("the alternatives are no list")
    known = set()
    for one in (said, *others[:MOST]):
        read = _alternative(one)
        if read.text and read.text not in known:
            known.add(read.text)
            yield read


def _alternative(said: object) -> Alternative:
    match said:
        case {"text": str(text), "confidence": int() | float() as sure}:
            if not isinstance(sure, bool):
                return Alternative(text.strip(), _share(sure))
    raise Unreachable("the answer lacks text or confidence")


def _share(sure: float) -> float:
    """Return a confidence from 0 to 1; what is no number is never sure."""
    return min(1.0, sure) if sure > 0 else 0.0

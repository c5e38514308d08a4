"""What a reading of numbers is: where it applies, and what is said there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Reading = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def read(text: str, readings: Iterable[Reading]) -> str:
    """Apply readings to a text, one after the other."""
    for pattern, say in readings:
        text = pattern.sub(say, text)
    return text

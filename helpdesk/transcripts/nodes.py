"""JSON from outside: bounded, and every part asked for by its path."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from helpdesk.transcripts.errors import Malformed, MissingTimes, TooDeep, Truncated
from helpdesk.transcripts.limits import limits

_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a JSON document that knows where it stands."""

    value: Any
    path: str = ""

    def __getitem__(self, name: str) -> "Node":
        """Return a member that must be there."""
        found = self.get(name)
        return Node(None, self._below(name)).fail() if found is None else found

    def get(self, *names: str) -> "Node | None":
        """Return the first member there is under one of these names."""
        if not isinstance(self.value, dict):
            return None
        for name in names:
            if (value := self.value.get(name)) is not None:
                return Node(value, self._below(name))
        return None

    def has(self, *names: str) -> bool:
        """Tell whether this is an object with all these members."""
        return isinstance(self.value, dict) and all(n in self.value for n in names)

    def items(self) -> Iterator["Node"]:
        """Yield the entries of a list."""
        if not isinstance(self.value, list):
            self.fail()
        for place, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{place}]")

    def text(self) -> str:
        """Return a text; a number is written out."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.value if isinstance(self.value, str) else self.fail()

    def number(self) -> float:
        """Return a number, also one that is written as a text."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self.fail()
        try:
            number = float(value)
        except (ValueError, OverflowError):
            self.fail()
        return number if math.isfinite(number) else self.fail()

    def time(self, *names: str) -> float:
        """Return the member that is a time.

        Raises:
            MissingTimes: There is none.
        """
        found = self.get(*names)
        if found is None:
            raise MissingTimes(where=self._below(names[0]))
        return found.number()

    def whole(self) -> int | None:
        """Return a small whole number such as a channel; None for anything else."""
        text = str(self.value)
        is_small = len(text) < 4 and text.isascii() and text.isdigit()
        return int(text) if is_small else None

    def parsed(self) -> "Node":
        """Return what a text holds as JSON, or the part itself if it is no text."""
        if not isinstance(self.value, str):
            return self
        return Node(parse(self.value, where=self.path), self.path)

    def fail(self) -> NoReturn:
        """Refuse the document for this part.

        Raises:
            Malformed: Always.
        """
        raise Malformed(where=self.path or "JSON")

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def parse(text: str, *, where: str = "JSON") -> Any:  # noqa: ANN401 - any JSON
    """Read a JSON text that may come from anybody.

    Raises:
        TooDeep: It is nested deeper than any format is.
        Truncated: It ends in the middle.
        Malformed: It is no JSON.
    """
    if depth(text) > limits().json_depth:
        raise TooDeep(limit=limits().json_depth)
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        if is_cut(text, error):
            raise Truncated(line=error.lineno) from None
        raise Malformed(where=f"{where}:{error.lineno}:{error.colno}") from None
    except ValueError:  # NaN, or a number of thousands of digits
        raise Malformed(where=where) from None


def depth(text: str) -> int:
    """Return how deep brackets are nested, those within strings left out.

    >>> depth('{"a": ["[[["]}')
    2
    """
    deepest = now = 0
    for mark in _MARKS.finditer(text):
        first = mark[0][0]
        if first in "[{":
            now += 1
            deepest = max(deepest, now)
        elif first in "]}":
            now -= 1
    return deepest


def is_cut(text: str, error: json.JSONDecodeError) -> bool:
    """Tell an end that came too early from a mistake before the end."""
    begun = text.lstrip()[:1] in ("{", "[", '"')
    at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
    return begun and at_end


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)

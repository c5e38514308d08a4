"""JSON from outside: bounded, and every part asked for by its path."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from helpdesk.transcripts.errors import Malformed, MissingTimes, TooDeep, Truncated
from helpdesk.transcripts.limits import limits

_LONE = re.compile("[\ud800-\udfff]")  # half a character, which no file can hold
_HALVES = ("\\ud", "\\uD")  # how JSON begins to write one
_NESTING = (dict, list)


@dataclass(slots=True)  # not frozen: there is one for every word, and it is made faster
class Node:
    """A part of a JSON document that knows where it stands."""

    value: Any
    name: str | int = ""
    parent: "Node | None" = None

    @property
    def path(self) -> str:
        """Return where it stands, such as content.lattice[3]."""
        above = self.parent.path if self.parent else ""
        if isinstance(self.name, int):
            return f"{above}[{self.name}]"
        return f"{above}.{self.name}" if above else self.name

    def __getitem__(self, name: str) -> "Node":
        """Return a member that must be there."""
        found = self.get(name)
        return Node(None, name, self).fail() if found is None else found

    def get(self, *names: str) -> "Node | None":
        """Return the first member there is under one of these names."""
        if not isinstance(self.value, dict):
            return None
        for name in names:
            if (value := self.value.get(name)) is not None:
                return Node(value, name, self)
        return None

    def has(self, *names: str) -> bool:
        """Tell whether this is an object with all these members."""
        return isinstance(self.value, dict) and all(n in self.value for n in names)

    def items(self) -> Iterator["Node"]:
        """Yield the entries of a list."""
        if not isinstance(self.value, list):
            self.fail()
        for place, value in enumerate(self.value):
            yield Node(value, place, self)

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
            raise MissingTimes(where=Node(None, names[0], self).path)
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
        return Node(parse(self.value, where=self.path), self.name, self.parent)

    def fail(self) -> NoReturn:
        """Refuse the document for this part.

        Raises:
            Malformed: Always.
        """
        raise Malformed(where=self.path or "JSON")


def parse(text: str, *, where: str = "JSON") -> Any:  # noqa: ANN401 - any JSON
    """Read a JSON text that may come from anybody.

    Raises:
        TooDeep: It is nested deeper than any format is.
        Truncated: It ends in the middle.
        Malformed: It is no JSON.
    """
    limit = limits().json_depth
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise TooDeep(limit=limit) from None
    except json.JSONDecodeError as error:
        if is_cut(text, error):
            raise Truncated(line=error.lineno) from None
        raise Malformed(where=f"{where}:{error.lineno}:{error.colno}") from None
    except ValueError:  # NaN, or a number of thousands of digits
        raise Malformed(where=where) from None
    if is_deeper(value, limit):
        raise TooDeep(limit=limit)
    return _whole(value) if any(half in text for half in _HALVES) else value


def is_deeper(value: object, levels: int) -> bool:
    """Tell whether lists and objects are nested deeper than so many levels.

    >>> is_deeper({"a": [[[1]]]}, 3), is_deeper({"a": ["[[[["]}, 3)
    (True, False)
    """
    layer = [value]
    for _ in range(levels):
        parts = [each for each in layer if isinstance(each, _NESTING)]
        layer = [
            inner
            for part in parts
            for inner in (part.values() if isinstance(part, dict) else part)
        ]
        if not layer:
            return False
    return any(isinstance(each, _NESTING) for each in layer)


def is_cut(text: str, error: json.JSONDecodeError) -> bool:
    """Tell an end that came too early from a mistake before the end."""
    begun = text.lstrip()[:1] in ("{", "[", '"')
    at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
    return begun and at_end


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Put a mark where a text holds half a character."""
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return _LONE.sub("\ufffd", value) if isinstance(value, str) else value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)

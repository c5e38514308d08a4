"""The one id of a message on its way through the processes (W3C Trace Context).

A proxy or the api begins it, every log line carries it, each process hands it to the
next in the header `traceparent`: https://www.w3.org/TR/trace-context/
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "traceparent"
SHAPE = re.compile(
    r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?"
)
NOBODY = re.compile(r"0+")
SAMPLED = 1


@dataclass(frozen=True, slots=True)
class Trace:
    """Which message this is about, and under which span; none where none is kept."""

    id: str
    span: str | None = None

    @property
    def header(self) -> str:
        """Write it for the next process; the flag says whether the span is kept."""
        span, flag = self.span or self.id[:16], int(self.span is not None)
        return f"00-{self.id}-{span}-{flag:02x}"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """Return what is under way here, if anything is."""
    return _current.get()


def begin(header: str | None = None) -> Trace:
    """Go on with what a header says, or begin anew.

    >>> begin("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").span
    'b7ad6b7169203331'
    >>> len(begin("nonsense").id)
    32
    """
    return read(header) or Trace(secrets.token_hex(16))


def read(header: str | None) -> Trace | None:
    """Read a header; what is none says nothing."""
    found = SHAPE.fullmatch(header or "")
    if found is None or NOBODY.fullmatch(found[1]) or NOBODY.fullmatch(found[2]):
        return None
    return Trace(found[1], found[2] if int(found[3], 16) & SAMPLED else None)


def headers() -> dict[str, str]:
    """Return what tells the next process, while something is under way."""
    trace = _current.get()
    return {HEADER: trace.header} if trace else {}


def follow(trace: Trace | None) -> None:
    """Take what follows in this task as part of a trace."""
    _current.set(trace)


@contextmanager
def under(trace: Trace) -> Iterator[Trace]:
    """Take what happens inside as part of a trace."""
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)

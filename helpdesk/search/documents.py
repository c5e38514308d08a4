"""What is found, as it is read for the index and again for what is shown of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.models import SearchKind, TicketStatus
from helpdesk.privacy import redact


class Source(StrEnum):
    """Where in a document something was said."""

    subject = "subject"
    details = "details"
    event = "event"
    worker = "worker"
    officer = "officer"
    call = "call"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was said."""

    text: str
    source: Source
    is_for_leaders: bool = False


type Hide = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Document:
    """A ticket, a conversation or a call with all that is said in it."""

    kind: SearchKind
    subject_id: int
    at: datetime
    pieces: tuple[Piece, ...]
    marks: frozenset[str] = frozenset()
    """What it can be filtered by: its state, the unions above it."""
    hide: Hide = redact
    """Hides in a text what is not shown of it without a reason."""


def of_status(status: TicketStatus) -> str:
    """Return the mark of a state; no text has such a term."""
    return f"#{status}"


def of_path(path: str) -> str:
    """Return the mark of what a union and those below it see to."""
    return f"#{path}"


def above(path: str | None) -> Iterator[str]:
    """Yield the marks of a union and of those above it.

    >>> list(above("/1/7/31/"))
    ['#/1/', '#/1/7/', '#/1/7/31/']
    """
    steps = (path or "").split("/")[1:-1]
    for count in range(1, len(steps) + 1):
        yield of_path(f"/{'/'.join(steps[:count])}/")


def said(texts: Iterable[str | None], source: Source) -> Iterator[Piece]:
    """Yield what is not empty."""
    yield from (Piece(text, source) for text in texts if text)

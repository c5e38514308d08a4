"""Judging: what was gathered is opened, proved, ranked and cut to excerpts."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from helpdesk import clock
from helpdesk.models import CallRecord, SearchKind, Ticket
from helpdesk.privacy import redact
from helpdesk.search.documents import Document, Piece, Source
from helpdesk.search.excerpts import Excerpt, excerpt, head
from helpdesk.search.question import Question
from helpdesk.search.repository import Place
from helpdesk.search.service import Gathered
from helpdesk.search.terms import folded
from helpdesk.search.tuning import tuning

SUBJECT_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found."""

    kind: SearchKind
    subject_id: int
    at: datetime
    tickets: Sequence[Ticket]
    """Those of it that are seen: of a ticket itself, of others what came of them."""
    title: Excerpt | None
    excerpts: tuple[Excerpt, ...]
    score: float
    is_named: bool = False
    """Whether it was found by a number or a name, not by its words."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind, the best first."""

    kind: SearchKind
    hits: Sequence[Hit]
    count: int
    """How many there are, as far as was looked."""
    next: Place | None
    """Where older ones go on."""


def judge(gathered: Gathered, *, most: int | None = None) -> Found:
    """Open what was gathered and return what really says it, ``most`` at most."""
    named = [_named(gathered, row) for row in gathered.named]
    known = {hit.subject_id for hit in named}
    told = [one for one in _told(gathered) if one.document.subject_id not in known]
    told.sort(key=lambda one: (one.score, one.document.at), reverse=True)
    hits = [*named, *(_hit(gathered, one) for one in told[:most])]
    return Found(gathered.kind, hits[:most], len(named) + len(told), gathered.next)


@dataclass(frozen=True, slots=True)
class Told:
    """A document that says all of the words where it may be read."""

    document: Document
    pieces: Sequence[Piece]
    score: float


def _told(gathered: Gathered) -> Iterator[Told]:
    """Yield what says all of the words where it may be read."""
    now = clock.now()
    for candidate in gathered.candidates:
        open_ = gathered.openings.get(candidate.subject_id)
        if open_ is None:  # cleared this very moment
            continue
        document = open_()
        pieces = [p for p in document.pieces if gathered.leads or not p.is_for_leaders]
        text = "\n".join(folded(piece.text) for piece in pieces)
        if hits := _hits(text, gathered.question):
            yield Told(document, pieces, hits * _freshness(now - document.at))


def _hit(gathered: Gathered, told: Told) -> Hit:
    document = told.document
    title, excerpts = _shown(document, told.pieces, gathered.question.words)
    return Hit(
        kind=gathered.kind,
        subject_id=document.subject_id,
        at=document.at,
        tickets=gathered.tickets.get(document.subject_id, ()),
        title=title,
        excerpts=excerpts,
        score=told.score,
    )


def _hits(text: str, question: Question) -> float:
    """Weigh how often a text says the words; 0 unless it says all of them.

    The index knows pairs of characters only: 工资 and 资料 are not yet 工资料.
    """
    counts = [text.count(word) for word in question.words]
    if not counts or min(counts) == 0:
        return 0.0
    whole = tuning().whole_bonus if question.text in text else 0.0
    return whole + sum(1 + math.log(count) for count in counts)


def _freshness(age: timedelta) -> float:
    """Return what is left of a hit's worth at an age."""
    days = max(age.total_seconds(), 0.0) / 86_400
    return float(0.5 ** (days / tuning().half_life_days))


def _shown(
    document: Document, pieces: Sequence[Piece], words: Sequence[str]
) -> tuple[Excerpt | None, tuple[Excerpt, ...]]:
    """Return a ticket's subject, and where the words stand in what else was said."""
    title = None
    rest = pieces
    if pieces and pieces[0].source is Source.subject:
        title = _title(pieces[0].text, words)
        rest = [piece for piece in pieces[1:] if piece.text != pieces[0].text]
    cut = (
        excerpt(
            document.hide(piece.text),
            words,
            source=piece.source,
            around=tuning().around,
        )
        for piece in rest
        if any(word in folded(piece.text) for word in words)
    )
    return title, tuple(islice(filter(None, cut), tuning().excerpts))


def _title(subject: str, words: Sequence[str]) -> Excerpt:
    return head(redact(subject), words, source=Source.subject, length=SUBJECT_LENGTH)


def _named(gathered: Gathered, row: Ticket | CallRecord) -> Hit:
    if isinstance(row, Ticket):
        at, tickets = row.changed_at, [row]
        title = _title(row.subject, gathered.question.words)
    else:
        at, tickets, title = row.began_at, [], None
    return Hit(
        kind=gathered.kind,
        subject_id=row.id,
        at=at,
        tickets=tickets,
        title=title,
        excerpts=(),
        score=math.inf,
        is_named=True,
    )

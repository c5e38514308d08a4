"""Everything that is shown beside a call's dialogue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from api.console.calls.dialogue import Turn, numbered, turns
from api.console.calls.told import day, in_groups, length, moment
from api.console.names import names
from helpdesk import clock
from helpdesk.models import CallCheck, Ticket
from helpdesk.privacy import mask_phone
from helpdesk.quality import findings_from_json
from helpdesk.tickets import tickets
from helpdesk.transcripts.analysis import Fact, Summary
from helpdesk.transcripts.records import OpenedCall, RequestOnRecord
from helpdesk.transcripts.suggestions import Suggestion
from helpdesk.transcripts.veil import LIFTED, Veil, veil_of


@dataclass(frozen=True, slots=True)
class Danger:
    """A risk that was told, and where."""

    title: str
    hint: str
    words: str
    index: int


@dataclass(frozen=True, slots=True)
class Row:
    """Facts of one kind, each with its sentence."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as a line."""

    number: str
    status: str
    priority: str
    due: str
    is_late: bool
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that was asked for, and the ticket for it."""

    number: int
    title: str
    segments: tuple[int, ...]
    ticket: TicketView | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A rule that was broken, and the sentence that proves it."""

    number: int
    area: str
    told: str
    quote: str
    index: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """How well a call was handled; ``points`` are missing where nobody was judged."""

    points: int | None
    key: str
    title: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A call as its page shows it."""

    id: int
    began: str
    length: str
    source: str
    phone: str
    is_cleared: bool
    is_clear: bool
    """Whether personal data are shown."""

    same_as: int | None
    dangers: tuple[Danger, ...]
    rows: tuple[Row, ...]
    requests: tuple[Request, ...]
    score: Score | None
    articles: tuple[Suggestion, ...]
    turns: tuple[Turn, ...]


def sheet_of(
    call: OpenedCall, *, articles: Sequence[Suggestion] = (), is_clear: bool = False
) -> Sheet:
    """Return what is shown of a call; names and numbers only if they are to be."""
    record, analysis = call.record, call.analysis
    is_cleared = call.transcript is None or analysis is None
    veil = LIFTED
    if call.transcript is not None and analysis is not None and not is_clear:
        veil = veil_of(call.transcript, analysis)
    score = _score(call.check, veil) if call.check else None
    places = [(f.index,) if f.index is not None else () for f in _found(score)]
    phone = record.phone or ""
    return Sheet(
        id=record.id,
        began=moment(record.began_at),
        length=length(record.duration_ms),
        source=names().source(record.source),
        phone=phone if is_clear else mask_phone(phone),
        is_cleared=is_cleared,
        is_clear=is_clear,
        same_as=record.same_as_id,
        dangers=tuple(_dangers(call, veil)),
        rows=tuple(_rows(analysis.summary, veil)) if analysis else (),
        requests=tuple(
            _request(number, each) for number, each in enumerate(call.requests, 1)
        ),
        score=score,
        articles=tuple(articles),
        turns=turns(call, veil, numbered(places)),
    )


def ticket_view(ticket: Ticket) -> TicketView:
    """Return a ticket as a line."""
    due = tickets.due_on(ticket)
    return TicketView(
        number=in_groups(ticket.number),
        status=names().statuses[ticket.status],
        priority=names().priorities[ticket.priority],
        due=day(due),
        is_late=due < clock.today() and not ticket.status.is_settled,
        is_urgent=ticket.priority.value != "normal",
    )


def _found(score: Score | None) -> Sequence[FindingView]:
    return score.findings if score else ()


def _dangers(call: OpenedCall, veil: Veil) -> Iterator[Danger]:
    for risk in call.analysis.risks if call.analysis else ():
        said = names().risks[risk.kind]
        yield Danger(said.short, said.hint, veil.over(risk.words), risk.index)


def _rows(summary: Summary, veil: Veil) -> Iterator[Row]:
    for field in fields(Summary):
        facts: tuple[Fact, ...] = getattr(summary, field.name)
        shown = tuple(Fact(veil.over(fact.text), fact.index) for fact in facts)
        if shown:
            yield Row(names().facts[field.name], shown)


def _request(number: int, request: RequestOnRecord) -> Request:
    return Request(
        number=number,
        title=names().intent(request.category),
        segments=request.segments,
        ticket=ticket_view(request.ticket) if request.ticket else None,
    )


def _score(check: CallCheck, veil: Veil) -> Score:
    findings = tuple(
        FindingView(
            number=number,
            area=names().areas[found.area],
            told=veil.over(found.told),
            quote=veil.over(found.quote),
            index=found.index,
            points=found.points,
        )
        for number, found in enumerate(findings_from_json(check.findings or ()), 1)
    )
    if check.score is None:
        return Score(None, "", "", findings)
    band = names().band(check.score)
    return Score(check.score, band.key, band.title, findings)

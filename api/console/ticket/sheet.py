"""Everything that the page of a ticket shows, in the words it shows it in."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.console.calls.told import in_groups, moment
from api.console.names import names
from api.console.ticket.due import Due, due_of
from api.console.ticket.stream import Item, stream
from api.console.ticket.words import words
from helpdesk import clock
from helpdesk.casework import casework
from helpdesk.dossier import Dossier, Person, Talk
from helpdesk.models import (
    Attachment,
    AttachmentState,
    EventKind,
    Floor,
    Officer,
    Ticket,
)

INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Line:
    """Another ticket in a line."""

    number: str
    told: str
    subject: str
    status: str
    is_settled: bool
    tie: str


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment."""

    id: int
    name: str
    told: str
    is_picture: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class FloorView:
    """Who talks with the worker now."""

    state: str
    told: str
    is_mine: bool
    can_take: bool
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ticket as the page shows it."""

    ticket: Ticket
    number: str
    told: str
    subject: str
    status: str
    priority: str
    due: Due
    holder: str
    holds: bool
    """Whether the officer who looks works on it."""

    until: str
    assignee: str
    union: str
    rows: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    talk: Talk | None
    floor: FloorView | None
    person: Person
    others: tuple[Line, ...]
    linked: tuple[Line, ...]
    papers: tuple[Paper, ...]
    present: tuple[str, ...]
    call_id: int | None
    may: frozenset[str]
    is_clear: bool


def sheet_of(found: Dossier, officer: Officer) -> Sheet:
    """Return what is shown of a ticket."""
    ticket, book = found.ticket, names()
    holder = casework.claimer(ticket)
    return Sheet(
        ticket=ticket,
        number=in_groups(ticket.number),
        told=moment(ticket.created_at),
        subject=found.veil.over(ticket.subject),
        status=book.statuses[ticket.status],
        priority=book.priorities[ticket.priority],
        due=due_of(ticket),
        holder=found.names.get(holder or 0, ""),
        holds=holder == officer.id,
        until=moment(ticket.claimed_until) if ticket.claimed_until else "",
        assignee=found.names.get(ticket.officer_id or 0, ""),
        union=found.union or words().desk,
        rows=tuple(_rows(found)),
        items=stream(found),
        talk=found.talk,
        floor=_floor(found, officer) if found.talk else None,
        person=found.person,
        others=tuple(map(line_of, _unrelated(found))),
        linked=tuple(line_of(each.ticket, each.by) for each in found.related),
        papers=tuple(map(_paper, found.papers)),
        present=tuple(found.present),
        call_id=found.call_id,
        may=found.may,
        is_clear=found.is_clear,
    )


def line_of(ticket: Ticket, by: EventKind | None = None) -> Line:
    """Return a ticket as a line of a list, and by what it belongs to this one."""
    return Line(
        tie=words().ties[by] if by else "",
        number=in_groups(ticket.number),
        told=moment(ticket.created_at),
        subject=ticket.subject,
        status=names().statuses[ticket.status],
        is_settled=ticket.status.is_settled,
    )


def _unrelated(found: Dossier) -> Iterator[Ticket]:
    tied = {each.ticket.id for each in found.related}
    return (each for each in found.others if each.id not in tied)


def _rows(found: Dossier) -> Iterator[tuple[str, str]]:
    """Yield the answers of the form, as they are called."""
    labels = words().details
    for key, text in found.ticket.details.items():
        if text and key not in ("danger", "contact_phone"):
            yield labels.get(key, names().entity(key)), found.veil.over(text)


def _floor(found: Dossier, officer: Officer) -> FloorView | None:
    talk, said = found.talk, words().floor
    if talk is None or not talk.can_be_joined:
        return None
    is_mine = talk.holder_id == officer.id
    state = "mine" if is_mine else talk.floor.value
    waited = clock.now() - talk.waits_since if talk.waits_since else None
    minutes = int(waited.total_seconds() // 60) if waited else 0
    shape = words().waited["minutes" if minutes else "moment"]
    who = found.names.get(talk.holder_id or 0, words().voices["officer"])
    return FloorView(
        state=state,
        told=said[state].format(who=who, wait=shape.format(n=minutes)),
        is_mine=is_mine,
        can_take=talk.floor is not Floor.officer,
        is_urgent=talk.is_urgent,
    )


def _paper(paper: Attachment) -> Paper:
    said, is_open = words(), paper.state is AttachmentState.stored
    size = f"{max(1, (paper.size or 0) // 1024)} KB" if is_open else ""
    return Paper(
        id=paper.id,
        name=paper.name or said.papers[paper.kind],
        told=size or said.paper_states[paper.state],
        is_picture=is_open and paper.media_type in INLINE,
        is_open=is_open,
    )

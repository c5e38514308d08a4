"""What happened, as one stream: the talk, the answers, the notes, in their order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from api.console.calls.told import day, in_groups, moment
from api.console.names import names
from api.console.ticket.words import words
from helpdesk.casework import FollowUp
from helpdesk.dossier import Dossier, Spoken, Voice
from helpdesk.models import (
    Audience,
    AuthorKind,
    EventKind,
    Priority,
    ServiceClass,
    TicketEvent,
)

BUBBLES = frozenset({EventKind.answered, EventKind.note, EventKind.moved})
"""Entries that are shown as somebody's words, where there are any."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the stream."""

    at: datetime
    when: str
    kind: str
    """worker, bot, officer, internal, leaders; line: a small one without a bubble."""

    who: str
    text: str = ""
    tag: str = ""
    delivery: str = ""
    is_undelivered: bool = False
    choices: tuple[str, ...] = ()
    is_before: bool = False


def stream(found: Dossier) -> tuple[Item, ...]:
    """Return everything in its order; two at one moment stay as they were written."""
    spoken = found.talk.spoken if found.talk else ()
    items = [
        *(_spoken(found, one) for one in spoken),
        *(_event(found, one) for one in found.events),
    ]
    return tuple(sorted(items, key=lambda item: item.at))


def _spoken(found: Dossier, one: Spoken) -> Item:
    said, who = words(), _name(found, one.officer_id)
    if one.voice is Voice.floor and one.move is not None:
        told = said.moves[one.move].format(who=who)
        return Item(one.at, moment(one.at), "line", told)
    if one.voice is not Voice.officer:
        who = said.voice(one.voice)
    return Item(
        at=one.at,
        when=moment(one.at),
        kind=one.voice,
        who=who,
        text=found.veil.over(one.text),
        choices=one.choices,
        is_before=one.is_before,
    )


def _event(found: Dossier, event: TicketEvent) -> Item:
    if not event.text or event.kind not in BUBBLES:
        return _line(found, event)
    delivery = found.deliveries.get(event.id)
    return Item(
        at=event.created_at,
        when=moment(event.created_at),
        kind=_kind(event),
        who=_who(found, event),
        text=found.veil.over(event.text),
        tag=_tag(event),
        delivery=words().deliveries[delivery] if delivery else "",
        is_undelivered=delivery in ("failed", "unreachable", "to_call"),
    )


def _kind(event: TicketEvent) -> str:
    """Return whose words they are, or for whose eyes."""
    if event.audience is Audience.leaders:
        return "leaders"
    if event.audience is Audience.officers:
        return "internal"
    return "worker" if event.author is AuthorKind.member else "officer"


def _tag(event: TicketEvent) -> str:
    said = words()
    if event.kind is EventKind.moved and event.to_status is not None:
        return said.moved.get(event.to_status, "")
    if event.kind is EventKind.note and event.audience is not Audience.worker:
        return names().audiences[event.audience]
    return ""


def _line(found: Dossier, event: TicketEvent) -> Item:
    kind = event.kind
    told = _told(found, event)
    if event.text:
        told = f"{told}：“{found.veil.over(event.text)}”"
    is_loud = kind in (EventKind.escalated, EventKind.supervised, EventKind.urged)
    return Item(
        at=event.created_at,
        when=moment(event.created_at),
        kind="line loud" if is_loud else "line",
        who=told,
    )


def _told(found: Dossier, event: TicketEvent) -> str:
    said, facts = words(), event.facts or {}
    given = facts.get("officer")
    to = given[-1] if isinstance(given, list) else facts.get("to")
    return said.events[_line_name(event, to, facts)].format(
        who=_who(found, event),
        to=_name(found, to),
        source=names().ticket_sources[found.ticket.source],
        state=names().statuses[event.to_status] if event.to_status else "",
        changes="；".join(_changes(facts)),
        other=_other(found, facts),
        result=_result(facts),
    )


def _result(facts: Mapping[str, object]) -> str:
    said = facts.get("result")
    return words().results[FollowUp(str(said))] if said else ""


def _line_name(event: TicketEvent, to: object, facts: Mapping[str, object]) -> str:
    if event.kind is EventKind.assigned and not to:
        return "unassigned"
    return f"{event.kind}_undone" if facts.get("undone") else event.kind


def _changes(facts: Mapping[str, object]) -> Iterator[str]:
    said = words()
    for key, pair in facts.items():
        if key in said.changes and isinstance(pair, list | tuple) and len(pair) == 2:
            before, after = (_value(key, value) for value in pair)
            yield said.change.format(name=said.changes[key], before=before, after=after)


def _value(key: str, value: object) -> str:
    """Return how a value of a change is called."""
    said, book, text = words(), names(), str(value)
    if value is None:
        return said.desk if key == "organisation" else said.nothing
    match key:
        case "category":
            return book.intent(text)
        case "priority":
            return book.priorities[Priority(text)]
        case "service_class":
            return book.service_classes[ServiceClass(text)]
        case "deadline_class":
            return next(t for k, t in said.deadline_classes.items() if k == text)
        case "due_on":
            return day(date.fromisoformat(text))
        case "answer_due_at":
            return moment(datetime.fromisoformat(text))
    return text


def _other(found: Dossier, facts: Mapping[str, object]) -> str:
    """Return the number of the other ticket that an entry names."""
    named = (facts.get("into"), facts.get("from"))
    others = (str(number) for number in named if number)
    return next((in_groups(n) for n in others if n != found.ticket.number), "")


def _who(found: Dossier, event: TicketEvent) -> str:
    said = words().voices
    if event.author is AuthorKind.officer:
        return _name(found, event.officer_id)
    return said["worker" if event.author is AuthorKind.member else event.author]


def _name(found: Dossier, officer_id: object) -> str:
    known = officer_id if isinstance(officer_id, int) else 0
    return found.names.get(known, words().voices["officer"])

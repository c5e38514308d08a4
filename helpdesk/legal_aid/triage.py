"""Triage: what to do first about a dispute, whom to ask, what to bring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.errors import InvalidInput
from helpdesk.models import Confidence, DisputeKind, Priority
from helpdesk.rules import rules

RULES = Path(__file__).with_name("triage.yml")
RANK = {priority: rank for rank, priority in enumerate(Priority)}


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """What is known of a dispute; ``days_left`` until a claim is barred."""

    dispute: DisputeKind
    people: int = 1
    in_danger: bool = False
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that can not wait, with its reason."""

    name: str
    told: str
    urgency: Priority
    source: str
    year: int
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Document:
    """Something to bring, and why."""

    name: str
    why: str
    source: str
    year: int
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Triage:
    """What a worker is told first."""

    dispute: DisputeKind
    title: str
    urgency: Priority
    alerts: tuple[Alert, ...]
    steps: tuple[str, ...]
    routes: tuple[str, ...]
    source: str
    is_collective: bool


def triage(facts: DisputeFacts) -> Triage:
    """Sort a dispute: how urgent, what first, and who else has to know."""
    if facts.people < 1:
        raise InvalidInput("at least one worker has a dispute")
    entry = rules(RULES)["disputes"][facts.dispute]
    alerts = tuple(_alerts(facts))
    urgencies = [alert.urgency for alert in alerts]
    return Triage(
        dispute=facts.dispute,
        title=entry["title"],
        urgency=max(urgencies, key=RANK.__getitem__, default=Priority.normal),
        alerts=alerts,
        steps=tuple(entry["steps"]),
        routes=tuple(entry["routes"]),
        source=entry["source"],
        is_collective=any(alert.name == "collective" for alert in alerts),
    )


def documents_for(dispute: DisputeKind, *, exempt: bool) -> tuple[Document, ...]:
    """Return what to bring; who is exempt from the hardship test needs no proof."""
    book = rules(RULES)
    entries = [*book["documents"]["common"], *book["disputes"][dispute]["documents"]]
    if not exempt:
        entries += book["documents"]["hardship"]
    return tuple(_document(entry) for entry in entries)


def dispute_of(intent: str) -> DisputeKind:
    """Return the kind of dispute behind an intent; what is none is ``other``."""
    return DisputeKind(rules(RULES)["by_intent"].get(intent, DisputeKind.other))


def _alerts(facts: DisputeFacts) -> Iterator[Alert]:
    book = rules(RULES)["alerts"]
    for name in _raised(book, facts):
        entry = book[name]
        yield Alert(
            name=name,
            told=entry["told"].format(days=facts.days_left, people=facts.people),
            urgency=Priority(entry["urgency"]),
            source=entry["source"],
            year=entry["year"],
            confidence=Confidence(entry["confidence"]),
        )


def _raised(book: Mapping[str, Any], facts: DisputeFacts) -> Iterator[str]:
    """Name what can not wait; of several about time, the most pressing."""
    if facts.in_danger:
        yield "danger"
    if facts.days_left is not None:
        yield from _pressing(book, facts.days_left)
    if facts.people >= book["collective"]["people_at_least"]:
        yield "collective"


def _pressing(book: Mapping[str, Any], days_left: int) -> Iterator[str]:
    if days_left < 0:
        yield "expired"
    elif days_left < book["hurry"]["fewer_days_than"]:
        yield "hurry"
    elif days_left < book["soon"]["fewer_days_than"]:
        yield "soon"


def _document(entry: Mapping[str, Any]) -> Document:
    return Document(
        name=entry["name"],
        why=entry["why"],
        source=entry["source"],
        year=entry["year"],
        confidence=Confidence(entry["confidence"]),
    )

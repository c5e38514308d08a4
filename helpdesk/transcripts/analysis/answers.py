"""What a short answer names, by what the seat has asked: “哪个单位” “富士康”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from helpdesk.rules import rules
from language import Entity, Understood

FILE = Path(__file__).with_name("answers.yml")


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a question seeks, and how answers tell it."""

    entity: str
    asked: re.Pattern[str]
    told: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]


def with_answers(understood: Understood, text: str, question: str) -> Understood:
    """Add to what the model found in an answer what the question sought."""
    found = tuple(_found(understood, text, question))
    if not found:
        return understood
    entities = sorted((*understood.entities, *found), key=lambda each: each.start)
    return replace(understood, entities=tuple(entities))


def _found(understood: Understood, text: str, question: str) -> Iterator[Entity]:
    known = {entity.entity for entity in understood.entities}
    for sought in _all_sought():
        if sought.entity in known or not sought.asked.search(question):
            continue
        matches = (pattern.search(text) for pattern in sought.told)
        match = next(filter(None, matches), None)
        if match and not sought.unless.search(match[1]):
            start, end = match.span(1)
            if not any(e.start < end and start < e.end for e in understood.entities):
                yield Entity(sought.entity, start, end, match[1], match[1])


@cache
def _all_sought() -> tuple[_Sought, ...]:
    return tuple(
        _Sought(
            entity=entity,
            asked=re.compile(entry["asked"]),
            told=tuple(map(re.compile, entry["told"])),
            unless=re.compile(entry["unless"]),
        )
        for entity, entry in rules(FILE).items()
    )

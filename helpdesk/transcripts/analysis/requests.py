"""What a call is about: its requests, merged over its turns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpdesk.rules import rules
from helpdesk.transcripts.analysis.dialogue import Meant
from helpdesk.transcripts.analysis.model import Asked
from helpdesk.transcripts.analysis.turns import FILE
from language import Catalogue

LONGEST = 60  # characters of a caller's words


@dataclass(slots=True)
class _Matter:
    """A request while the call is read."""

    segments: set[int] = field(default_factory=set)
    words: str = ""
    weight: float = 0.0

    def tell(self, words: str, confidence: float) -> None:
        """Keep the words that tell it best: the surest, of equals the longer."""
        weight = confidence + min(len(words), LONGEST) / LONGEST
        if weight > self.weight:
            self.words, self.weight = words[:LONGEST], weight


def asked(meant: Sequence[Meant], catalogue: Catalogue) -> tuple[Asked, ...]:
    """Return the requests of a call, in the order in which they come up."""
    matters: dict[str, _Matter] = {}
    for one in meant:
        for request in one.requests:
            matter = matters.setdefault(request.intent, _Matter())
            places = one.turn.places(request.start, request.end)
            matter.segments.update(index for index, _, _ in places)
            words = one.turn.text[request.start : request.end].strip("，,。；; ")
            matter.tell(words, 0.0 if one.aspect else request.confidence)
    return tuple(
        Asked(intent, catalogue.skill_of(intent), tuple(sorted(m.segments)), m.words)
        for intent, m in _absorbed(matters).items()
    )


def to_tickets(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return the requests that are to be done; the others were answered."""
    listed = rules(FILE)["tickets"]
    return tuple(each for each in asked if each.intent in listed)


def articles(meant: Sequence[Meant], asked: Sequence[Asked]) -> tuple[str, ...]:
    """Return the keys of articles for the requests: first the sides asked about."""
    sides: dict[str, list[str]] = {}
    for one in meant:
        if one.aspect:
            sides.setdefault(one.intent, []).append(f"{one.intent}.{one.aspect}")
    keys = (key for each in asked for key in (*sides.get(each.intent, ()), each.intent))
    return tuple(dict.fromkeys(keys))


def _absorbed(matters: dict[str, _Matter]) -> dict[str, _Matter]:
    """Let a question become part of the matter that it was about."""
    table: dict[str, Any] = rules(FILE)["absorbed"]
    kept = dict(matters)
    for question in table.keys() & matters.keys():
        into = next(_present(table[question], matters), None)
        if into:
            kept[into].segments |= kept.pop(question).segments
    return kept


def _present(names: Sequence[str], matters: dict[str, _Matter]) -> Iterator[str]:
    return (name for name in matters if name in names)

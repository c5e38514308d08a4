"""What a call is about: its requests, merged over its turns."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpdesk.rules import rules
from helpdesk.transcripts.analysis.dialogue import Meant, asks
from helpdesk.transcripts.analysis.model import Asked, Risk, RiskKind
from helpdesk.transcripts.analysis.risks import FILE as RISKS
from helpdesk.transcripts.analysis.turns import FILE
from language import Catalogue, Request

LONGEST = 60  # characters of a caller's words
FIRST = 0.3  # how much likelier the first words tell a matter than later ones


@dataclass(slots=True)
class _Matter:
    """A request while the call is read."""

    segments: set[int] = field(default_factory=set)
    words: str = ""
    weight: float = 0.0

    def tell(self, words: str, confidence: float) -> None:
        """Keep the words that tell it best: sure, long, and the first."""
        weight = confidence + min(len(words), LONGEST) / LONGEST
        weight += FIRST * (not self.words)
        if weight > self.weight:
            self.words, self.weight = words[:LONGEST], weight


def asked(
    meant: Sequence[Meant], risks: Sequence[Risk], catalogue: Catalogue
) -> tuple[Asked, ...]:
    """Return the requests of a call, in the order in which they come up.

    A risk that nobody put as a request becomes one: somebody has to look into it.
    """
    matters = _matters(meant, {risk.kind for risk in risks})
    for risk, intent in _unasked(risks, set(matters)):
        matter = matters.setdefault(intent, _Matter())
        matter.segments.add(risk.index)
        matter.tell(risk.words, 1.0)
    matters = _absorbed(matters)
    return tuple(
        Asked(intent, catalogue.skill_of(intent), tuple(sorted(m.segments)), m.words)
        for intent, m in matters.items()
    )


def _matters(
    meant: Sequence[Meant], dangers: Collection[RiskKind]
) -> dict[str, _Matter]:
    """Merge the requests of a call's turns."""
    matters: dict[str, _Matter] = {}
    for one in meant:
        for request in one.requests:
            if _is_no_danger(one, request, dangers):
                continue
            matter = matters.setdefault(request.intent, _Matter())
            places = one.turn.places(request.start, request.end)
            matter.segments.update(index for index, _, _ in places)
            words = one.turn.text[request.start : request.end].strip("，,。；; ")
            matter.tell(words, 0.0 if one.aspect else request.confidence)
    return matters


def _is_no_danger(one: Meant, request: Request, dangers: Collection[RiskKind]) -> bool:
    """Tell whether a danger is named that nobody is in: 没有人中暑."""
    kind = rules(RISKS)["intents"].get(request.intent)
    told = one.turn.text[request.start : request.end]
    return kind is not None and kind not in dangers and not asks(told)


def _unasked(risks: Sequence[Risk], known: set[str]) -> Iterator[tuple[Risk, str]]:
    """Give the risks that no request tells of, with the intent that they stand for."""
    book = rules(RISKS)
    for risk in risks:
        intent = book["requests"].get(risk.kind)
        if intent is None and not known:
            intent = book["alone"].get(risk.kind)
        if intent and intent not in known:
            yield risk, intent


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

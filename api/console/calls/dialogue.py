"""A call as a dialogue: who said what when, and what was understood of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.console.calls.marks import Piece, pieces
from api.console.calls.told import offset
from api.console.names import names
from helpdesk.transcripts import Party, Segment
from helpdesk.transcripts.analysis import RiskKind, Routed
from helpdesk.transcripts.records import OpenedCall
from helpdesk.transcripts.veil import Veil

LONG_SILENCE_MS = 8000
DOUBTFUL = 0.6  # below it a recogniser's sentence is often wrong


@dataclass(frozen=True, slots=True)
class Chip:
    """What a sentence is about, in a word."""

    title: str
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A sentence as it is shown."""

    index: int
    party: Party
    who: str
    at: str
    pieces: tuple[Piece, ...]
    silence: int
    """Seconds of silence before it, when they were many."""

    is_doubtful: bool
    chips: tuple[Chip, ...]
    risks: tuple[str, ...]
    requests: tuple[int, ...]
    """Numbers of the requests that it belongs to."""

    findings: tuple[int, ...]
    """Numbers of the check's findings that point here."""


type Numbers = Mapping[int, tuple[int, ...]]
"""By a segment's index: which numbered things belong to it."""


def turns(call: OpenedCall, veil: Veil, findings: Numbers) -> tuple[Turn, ...]:
    """Return a call's sentences in their order."""
    if call.transcript is None or call.analysis is None:
        return ()
    routed: dict[int, list[Routed]] = {}
    for each in call.analysis.routed:
        routed.setdefault(each.index, []).append(each)
    risks: dict[int, list[RiskKind]] = {}
    for risk in call.analysis.risks:
        risks.setdefault(risk.index, []).append(risk.kind)
    requests = numbered([request.segments for request in call.requests])
    return tuple(
        _turn(
            segment,
            routed.get(segment.index, ()),
            veil,
            risks=risks.get(segment.index, ()),
            requests=requests.get(segment.index, ()),
            findings=findings.get(segment.index, ()),
        )
        for segment in call.transcript.segments
    )


def numbered(places: Sequence[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    """Return by place the numbers, from 1, of what lies there.

    >>> numbered([(4, 5), (5,)])
    {4: (1,), 5: (1, 2)}
    """
    found: dict[int, tuple[int, ...]] = {}
    for number, several in enumerate(places, 1):
        for place in several:
            found[place] = (*found.get(place, ()), number)
    return found


def _turn(
    segment: Segment,
    routed: Sequence[Routed],
    veil: Veil,
    *,
    risks: Sequence[RiskKind],
    requests: tuple[int, ...],
    findings: tuple[int, ...],
) -> Turn:
    named = [entity for each in routed for entity in each.entities]
    silence = segment.silence_before_ms
    return Turn(
        index=segment.index,
        party=segment.party,
        who=names().parties[segment.party],
        at=offset(segment.begin_ms),
        pieces=pieces(segment.text, named, veil.segments.get(segment.index, ())),
        silence=silence // 1000 if silence >= LONG_SILENCE_MS else 0,
        is_doubtful=segment.confidence is not None and segment.confidence < DOUBTFUL,
        chips=tuple(_chips(routed)),
        risks=tuple(dict.fromkeys(names().risks[kind].short for kind in risks)),
        requests=requests,
        findings=findings,
    )


def _chips(routed: Sequence[Routed]) -> Iterator[Chip]:
    for intent in dict.fromkeys(each.intent for each in routed):
        yield Chip(names().intent(intent), intent in names().quiet)

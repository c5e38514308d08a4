"""Invented calls from YAML, with the analysis that goes with them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml

from helpdesk.models import Priority
from helpdesk.quality import TicketFacts
from helpdesk.transcripts import Party, Segment, Transcript
from helpdesk.transcripts.analysis import Analysis, Asked, Named, Risk, RiskKind, Routed

FOLDER = Path(__file__).with_name("calls")
CHARACTER = 190  # milliseconds
WITHIN = 150  # between two sentences of a turn
PARTIES = {"a": Party.agent, "b": Party.bot, "c": Party.customer}
BEGAN = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class SpokenCall:
    """A call, and the rules that it breaks."""

    id: str
    transcript: Transcript
    analysis: Analysis
    tickets: tuple[TicketFacts, ...]
    broken: frozenset[str]
    at: dict[str, int]
    """The turn, from 1, that proves a finding."""
    turn_of: dict[int, int]

    @property
    def arguments(self):
        return self.transcript, self.analysis, self.tickets


def load(half: str) -> list[SpokenCall]:
    entries = yaml.safe_load((FOLDER / f"{half}.yml").read_text("utf-8"))
    return [spoken(entry) for entry in entries]


def spoken(entry) -> SpokenCall:
    segments, turn_of = _segments(entry["turns"])
    first = {turn: index for index, turn in reversed(turn_of.items())}
    return SpokenCall(
        id=entry["id"],
        transcript=Transcript(entry["id"], "test", BEGAN, "zh", tuple(segments)),
        analysis=_analysis(entry, segments, turn_of, first),
        tickets=tuple(_ticket(each) for each in entry.get("tickets", ())),
        broken=frozenset(entry.get("broken", ())),
        at=entry.get("at", {}),
        turn_of=turn_of,
    )


def _segments(turns):
    segments, turn_of, at, heard = [], {}, 300, 0
    for number, turn in enumerate(turns, start=1):
        [(key, text)] = turn.items()
        who, pause, pace = re.fullmatch(
            r"(\w)(?: (-?\d+))?(?: x([\d.]+))?", key
        ).groups()
        at += int(pause or 0)
        for sentence in re.findall(r"[^。？！]+[。？！]?", text):
            length = round(
                CHARACTER * float(pace or 1) * sum(c.isalnum() for c in sentence)
            )
            turn_of[len(segments)] = number
            segments.append(
                Segment(
                    *(len(segments), PARTIES[who], None, at, at + length),
                    *(sentence, sentence, max(0, at - heard)),
                )
            )
            heard = max(heard, at + length)
            at += length + WITHIN
        at -= WITHIN
    return segments, turn_of


def _analysis(entry, segments, turn_of, first) -> Analysis:
    asked = entry.get("asked", ())
    risks = entry.get("risks", {})
    return Analysis(
        routed=tuple(
            _routed(name, segments, turn_of) for name in entry.get("names", ())
        ),
        asked=tuple(Asked(intent, "", (first.get(2, 0),), "") for intent in asked),
        risks=tuple(Risk(RiskKind(k), first[turn], "") for k, turn in risks.items()),
    )


def _routed(name, segments, turn_of) -> Routed:
    turn, entity, text = name
    index = next(
        i for i, t in turn_of.items() if t == turn and text in segments[i].text
    )
    start = segments[index].text.index(text)
    named = Named(entity, text, text, start, start + len(text))
    return Routed(index, "provide_info", 1.0, (named,))


def _ticket(told) -> TicketFacts:
    return TicketFacts(
        number="261123000018",
        category=told["category"],
        priority=Priority(told.get("priority", "normal")),
        details=told.get("details", {}),
        phone=told.get("phone"),
    )

"""Calls written by hand, with what a person makes of them.

a: the seat, b: the machine, c: the caller; | is where a recogniser cut a sentence.
"""

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

from helpdesk.transcripts import Party, Segment, Transcript
from helpdesk.transcripts.analysis import Analysis

FOLDER = Path(__file__).with_name("calls")
DEVELOPMENT, HELDOUT = "development", "heldout"
BEGAN = datetime(2026, 7, 15, 2, 30, tzinfo=UTC)
PARTIES = {"a": Party.agent, "b": Party.bot, "c": Party.customer, "u": Party.unknown}
EXACT = ("who", "since", "amounts")
FIELDS = ("who", "where", "since", "amounts", "promised")
CHARACTER, PAUSE, CUT = 190, 500, 250  # milliseconds


@dataclass(frozen=True)
class Call:
    """A call and what is expected of its analysis."""

    name: str
    transcript: Transcript
    requests: frozenset[str]
    also: frozenset[str] = frozenset()
    """Requests that may be found as well."""
    risks: frozenset[str] = frozenset()
    summary: dict[str, list[str]] = field(default_factory=dict)
    not_said: tuple[str, ...] = ()
    """What the caller took back."""
    phone: str | None = None


def calls(half: str) -> list[Call]:
    """Read the calls of one half."""
    return [_call(path) for path in sorted((FOLDER / half).glob("*.yml"))]


def transcript(*turns: dict[str, str], name: str = "call") -> Transcript:
    """Make a transcript of turns."""
    return Transcript(name, "test", BEGAN, "zh", tuple(_segments(turns)))


def _call(path: Path) -> Call:
    told = yaml.safe_load(path.read_text("utf-8"))
    return Call(
        name=path.stem,
        transcript=transcript(*told["turns"], name=path.stem),
        requests=frozenset(told["requests"]),
        also=frozenset(told.get("also", ())),
        risks=frozenset(told.get("risks", ())),
        summary=told.get("summary", {}),
        not_said=tuple(told.get("not_said", ())),
        phone=told.get("phone"),
    )


def _segments(turns: tuple[dict[str, str], ...]) -> Iterator[Segment]:
    index, at = 0, 0
    for turn in turns:
        [(party, words)] = turn.items()
        for text in words.split("|"):
            end = at + CHARACTER * len(text)
            yield Segment(index, PARTIES[party], None, at, end, text, text, CUT)
            index, at = index + 1, end + CUT
        at += PAUSE


@dataclass
class Count:
    """What was found of what was to be found."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Return how much of what was found is right."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """Return how much of what is there was found."""
        return self.right / ((self.right + self.missed) or 1)

    def add(self, found: set[str], wanted: set[str], allowed: set[str]) -> None:
        """Count one call."""
        self.right += len(found & wanted)
        self.missed += len(wanted - found)
        self.wrong += len(found - wanted - allowed)


class Counts:
    """The counts of requests, risks and every field of the summary."""

    def __init__(self) -> None:
        self.of = {name: Count() for name in ("requests", "risks", *FIELDS)}

    def add(self, call: Call, analysis: Analysis) -> None:
        """Compare an analysis with what was expected."""
        found = {each.intent for each in analysis.asked}
        self.of["requests"].add(found, set(call.requests), set(call.also))
        risks = {risk.kind.value for risk in analysis.risks}
        self.of["risks"].add(risks, set(call.risks), set())
        for name in FIELDS:
            facts = [fact.text for fact in getattr(analysis.summary, name)]
            wanted = call.summary.get(name, [])
            is_same = operator.eq if name in EXACT else operator.contains
            named = {next((w for w in wanted if is_same(f, w)), f) for f in facts}
            self.of[name].add(named, set(wanted), set())

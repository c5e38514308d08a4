"""Who is the seat and who the caller, where a file does not say or says it wrong.

Each speaker's words are scored by the signs of speakers.yml. Of two speakers the
difference counts: what both say speaks for neither. Who is not told apart well enough
stays unknown. Roles that a file names are believed, unless the words plainly say the
opposite: then the two were swapped, and a note tells so.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.rules import rules
from helpdesk.transcripts.drafts import Line
from helpdesk.transcripts.model import Party

FILE = Path(__file__).with_name("speakers.yml")
SAID = 400  # characters of a line that are read
TWO = 2

OTHER = {Party.agent: Party.customer, Party.customer: Party.agent}
LEANS = {Party.agent: 1.0, Party.customer: -1.0}


@dataclass(frozen=True, slots=True)
class Speaker:
    """What tells the speakers of a call apart."""

    channel: int | None = None
    name: str | None = None
    is_recorded: bool = False
    """The opening that is played before the seat answers, on the seat's channel."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Who a speaker is, how sure that is and why."""

    speaker: Speaker
    party: Party
    confidence: float
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "channel": self.speaker.channel,
            "speaker": self.speaker.name,
            "party": self.party.value,
            "confidence": round(self.confidence, 2),
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who speaks in a call."""

    castings: tuple[Casting, ...]
    parties: tuple[Party, ...]
    """Who says each line."""
    is_swapped: bool = False

    @property
    def is_sure(self) -> bool:
        """Tell whether everybody is known."""
        return all(each.party is not Party.unknown for each in self.castings)


@dataclass(frozen=True, slots=True)
class _Score:
    """What a speaker's words say: how much of a seat's, how much of a machine's."""

    lean: float
    machine: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    name: str
    party: Party
    weight: float
    most: int
    is_early: bool
    says: re.Pattern[str]


def role_of(name: str) -> Party | None:
    """Return the role that a speaker's name tells.

    >>> role_of("坐席01"), role_of("Customer"), role_of("说话人1")
    (<Party.agent: 'agent'>, <Party.customer: 'customer'>, None)
    """
    plain = re.sub(r"[\s_\-#0-9０-９（）()号]+$", "", name.strip()).casefold()
    return _names().get(plain)


def cast(lines: Sequence[Line]) -> Cast:
    """Say who is who."""
    if not any(line.speaker or line.role or line.channel is not None for line in lines):
        return _nobody(lines)
    speakers = _speakers(lines)
    spoken: dict[Speaker, list[Line]] = {}
    for speaker, line in zip(speakers, lines, strict=True):
        spoken.setdefault(speaker, []).append(line)
    given = {speaker: _given(said) for speaker, said in spoken.items()}
    scores = {speaker: _score(speaker, said) for speaker, said in spoken.items()}
    heard = {s: _heard(s, scores, given) for s in spoken}
    is_swapped = _is_swapped(heard, given)
    castings = {
        s: heard[s]
        if party is None or s.is_recorded or (is_swapped and party in OTHER)
        else _named(s, party)
        for s, party in given.items()
    }
    parties = tuple(castings[speaker].party for speaker in speakers)
    return Cast(tuple(castings.values()), parties, is_swapped)


def lean(text: str) -> float:
    """Return how much a sentence sounds like a seat; below zero, like a caller.

    >>> lean("请问您贵姓，我帮您登记一下") > 0 > lean("老板不给我发工资")
    True
    """
    signs = (sign for sign in _signs() if sign.party in LEANS)
    heard = (sign for sign in signs if sign.says.search(text[:SAID]))
    return sum(sign.weight * LEANS[sign.party] for sign in heard)


def _nobody(lines: Sequence[Line]) -> Cast:
    """Return the cast of a call in which nobody is told apart."""
    alone = Casting(Speaker(), Party.unknown, 0.5, ("没有区分说话人",))
    return Cast((alone,) if lines else (), (Party.unknown,) * len(lines))


def _speakers(lines: Sequence[Line]) -> list[Speaker]:
    """Tell the speakers apart, and a recorded opening from the seat on its channel."""
    named = [Speaker(line.channel, line.speaker) for line in lines]
    book, recorded = rules(FILE), dict[Speaker, int]()
    for place in set(named):
        own = [n for n, each in enumerate(named) if each == place]
        last = max((n for n in own if _is_machine(lines[n])), default=-1)
        opening = _score(place, [lines[n] for n in own if n <= last])
        seat = _score(place, [lines[n] for n in own if n > last])
        if opening.machine >= book["bot_at"] and seat.lean >= book["least_difference"]:
            recorded[place] = last
    return [
        replace(place, is_recorded=number <= recorded.get(place, -1))
        for number, place in enumerate(named)
    ]


def _is_machine(line: Line) -> bool:
    signs = (sign for sign in _signs() if sign.party is Party.bot)
    return any(sign.says.search(line.text[:SAID]) for sign in signs)


def _is_swapped(
    heard: Mapping[Speaker, Casting], given: Mapping[Speaker, Party | None]
) -> bool:
    """Tell whether the words say the opposite of what the file says."""
    named = [s for s, party in given.items() if party in OTHER and not s.is_recorded]
    return (
        len(named) == TWO
        and given[named[0]] is not given[named[1]]
        and all(_contradicts(heard[s], given[s]) for s in named)
    )


def _contradicts(heard: Casting, given: Party | None) -> bool:
    is_sure = heard.confidence >= _confidence(rules(FILE)["sure"])
    return heard.party in OTHER and heard.party is not given and is_sure


def _named(speaker: Speaker, party: Party) -> Casting:
    return Casting(speaker, party, 1.0, ("文件里写明",))


def _given(said: Sequence[Line]) -> Party | None:
    """Return the role that a file names; lines that disagree name none."""
    roles = {line.role for line in said}
    return roles.pop() if len(roles) == 1 else None


def _heard(
    speaker: Speaker,
    scores: Mapping[Speaker, _Score],
    given: Mapping[Speaker, Party | None],
) -> Casting:
    """Say who a speaker is by the words alone."""
    book, own = rules(FILE), scores[speaker]
    if own.machine >= book["bot_at"] or speaker.is_recorded:
        sure = _confidence(own.machine)
        return Casting(speaker, Party.bot, sure, own.reasons)
    people = [
        s
        for s, score in scores.items()
        if score.machine < book["bot_at"]
        and given[s] is not Party.bot
        and not s.is_recorded
    ]
    others = [scores[s].lean for s in people if s != speaker]
    lean = own.lean - others[0] if len(people) == TWO and others else own.lean
    party = Party.agent if lean > 0 else Party.customer
    if abs(lean) < book["least_difference"]:
        party = Party.unknown
    return Casting(speaker, party, _confidence(lean), own.reasons)


def _confidence(lean: float) -> float:
    """Turn a difference into a share: 0 is 0.5, 2 is 0.88, 6 is 0.998."""
    return 1 / (1 + math.exp(-min(abs(lean), 50.0)))


def _score(speaker: Speaker, said: Sequence[Line]) -> _Score:
    book = rules(FILE)
    lean, machine, reasons = 0.0, 0.0, []
    for sign in _signs():
        heard = said[: book["first"]] if sign.is_early else said
        times = sum(bool(sign.says.search(line.text[:SAID])) for line in heard)
        if not times:
            continue
        points = min(times, sign.most) * sign.weight
        reasons.append(f"{sign.name} {points:+g}")
        if sign.party is Party.bot:
            machine += points
        else:
            lean += points * LEANS[sign.party]
    if convention := book["channels"].get(speaker.channel):
        lean += book["channel_weight"] * LEANS[Party(convention)]
    return _Score(lean, machine, tuple(reasons))


@cache
def _signs() -> tuple[_Sign, ...]:
    return tuple(
        _Sign(
            name=sign["name"],
            party=Party(sign["party"]),
            weight=sign["weight"],
            most=sign["most"],
            is_early=sign["where"] == "first",
            says=re.compile(sign["says"]),
        )
        for sign in rules(FILE)["signs"]
    )


@cache
def _names() -> dict[str, Party]:
    names: dict[str, list[str]] = rules(FILE)["names"]
    return {
        name.casefold(): Party(party)
        for party, known in names.items()
        for name in known
    }

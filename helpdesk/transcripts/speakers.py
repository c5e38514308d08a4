"""Who is the seat and who the caller, where a file does not say or says it wrong.

Each speaker's words are scored by the signs of speakers.yml. Of two speakers the
difference counts: what both say speaks for neither. Who is not told apart well enough
stays unknown. Roles that a file names are believed, unless the words plainly say the
opposite: then the two were swapped, and a note tells so.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.rules import rules
from helpdesk.transcripts.drafts import Line
from helpdesk.transcripts.model import Party

FILE = Path(__file__).with_name("speakers.yml")
SAID = 400  # characters of a line that are read
TWO = 2

type Speaker = tuple[int | None, str | None]
OTHER = {Party.agent: Party.customer, Party.customer: Party.agent}
LEANS = {Party.agent: 1.0, Party.customer: -1.0}


@dataclass(frozen=True, slots=True)
class Casting:
    """Who a speaker is, how sure that is and why."""

    channel: int | None
    speaker: str | None
    party: Party
    confidence: float
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "channel": self.channel,
            "speaker": self.speaker,
            "party": self.party.value,
            "confidence": round(self.confidence, 2),
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who speaks in a call."""

    castings: tuple[Casting, ...]
    is_swapped: bool = False

    @property
    def is_sure(self) -> bool:
        """Tell whether everybody is known."""
        return all(each.party is not Party.unknown for each in self.castings)

    def party(self, line: Line) -> Party:
        """Return who says a line."""
        place = speaker_of(line)
        found = (c for c in self.castings if (c.channel, c.speaker) == place)
        return next(found).party


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


def speaker_of(line: Line) -> Speaker:
    """Return what tells the speakers of a call apart."""
    return line.channel, line.speaker


def role_of(name: str) -> Party | None:
    """Return the role that a speaker's name tells.

    >>> role_of("坐席01"), role_of("Customer"), role_of("说话人1")
    (<Party.agent: 'agent'>, <Party.customer: 'customer'>, None)
    """
    plain = re.sub(r"[\s_\-#0-9０-９（）()号]+$", "", name.strip()).casefold()
    return _names().get(plain)


def cast(lines: Sequence[Line]) -> Cast:
    """Say who is who."""
    spoken: dict[Speaker, list[Line]] = {}
    for line in lines:
        spoken.setdefault(speaker_of(line), []).append(line)
    if set(spoken) == {(None, None)} and not lines[0].role:
        alone = Casting(None, None, Party.unknown, 0.0, ("没有区分说话人",))
        return Cast((alone,))
    scores = {speaker: _score(speaker, said) for speaker, said in spoken.items()}
    given = {speaker: _given(said) for speaker, said in spoken.items()}
    heard = {s: _heard(s, scores, given) for s in spoken}
    return _agreed(heard, given)


def _agreed(
    heard: Mapping[Speaker, Casting], given: Mapping[Speaker, Party | None]
) -> Cast:
    """Set what the words tell against what the file tells."""
    named = [s for s, party in given.items() if party in OTHER]
    is_swapped = (
        len(named) == TWO
        and given[named[0]] is not given[named[1]]
        and all(_contradicts(heard[s], given[s]) for s in named)
    )
    castings = (
        heard[s] if party is None or (is_swapped and s in named) else _named(s, party)
        for s, party in given.items()
    )
    return Cast(tuple(castings), is_swapped)


def _contradicts(heard: Casting, given: Party | None) -> bool:
    is_sure = heard.confidence >= _confidence(rules(FILE)["sure"])
    return heard.party in OTHER and heard.party is not given and is_sure


def _named(speaker: Speaker, party: Party) -> Casting:
    return Casting(*speaker, party, 1.0, ("文件里写明",))


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
    if own.machine >= book["bot_at"]:
        sure = _confidence(own.machine)
        return Casting(*speaker, Party.bot, sure, own.reasons)
    people = [
        s
        for s, score in scores.items()
        if score.machine < book["bot_at"] and given[s] is not Party.bot
    ]
    others = [scores[s].lean for s in people if s != speaker]
    lean = own.lean - others[0] if len(people) == TWO and others else own.lean
    party = Party.agent if lean > 0 else Party.customer
    if abs(lean) < book["least_difference"]:
        party = Party.unknown
    return Casting(*speaker, party, _confidence(lean), own.reasons)


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
    if convention := book["channels"].get(speaker[0]):
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

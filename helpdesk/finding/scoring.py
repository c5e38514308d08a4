"""How alike what was said and a name on record are, and when that is enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, starmap
from pathlib import Path

import yaml
from rapidfuzz.distance import LCSseq

from helpdesk.finding.found import Certainty, Entry, Found
from helpdesk.finding.sounds import sound
from helpdesk.places import districts

FILE = Path(__file__).with_name("scoring.yml")

type Weigh = Callable[[str], float]
type Weighed = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Scoring:
    """The numbers of `scoring.yml`, where each is explained."""

    homophone: float
    moved: float
    unseen_weight: float
    least_weight: float
    rarity_power: float
    short_form: float
    scattered: float
    inside: float
    far: float
    near: float
    unplaced: float
    floor: float
    place_floor: float
    clear: float
    lead: float
    inexact: float
    candidates: int
    worth_a_look: float
    spread: float
    choices: int


@cache
def scoring() -> Scoring:
    """Read the numbers from the file that officers can read as well."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    return Scoring(**{name: content[name] for name in Scoring.__slots__})


@dataclass(frozen=True, slots=True)
class Heard:
    """A name as it is written and as it sounds, character by character."""

    text: str
    sound: str

    @classmethod
    def of(cls, text: str) -> "Heard":
        """Return a text with its sound."""
        return cls(text, sound(text))


def likeness(said: Heard, name: Heard, weigh: Weigh) -> float:
    """Return how well a name explains what was said, from 0 to 1.

    Characters count by how rarely names have them. What was said should be in the name
    whole; a name that says more than was said loses little, because people shorten.
    """
    if said.text == name.text:
        return 1.0
    rules = scoring()
    explained, gaps = _Explained(), 0
    ours, theirs = _weighed(said.text, weigh), _weighed(name.text, weigh)
    for step in LCSseq.opcodes(said.sound, name.sound):
        mine = ours[step.src_start : step.src_end]
        other = theirs[step.dest_start : step.dest_end]
        if step.tag == "equal":
            explained.pairs(mine, other)
        else:
            gaps += 0 < step.src_start < len(ours) and not mine
            explained.rest(mine, other)
    explained.moved()
    scattered = rules.scattered * gaps / max(1, len(ours) - 1)
    short = rules.short_form * (1 - explained.of_name)
    inside = rules.inside * (said.sound[:1] != name.sound[:1])
    return max(0.0, explained.of_said * (1 - short - inside) - scattered)


def _weighed(text: str, weigh: Weigh) -> list[Weighed]:
    """Give each character the weight of its commoner pair.

    In 岚禾电子 both 岚 and 禾 stand in pairs that few names have; 电子 is in thousands.
    """
    if len(text) == 1:
        return [(text, weigh(text))]
    pairs = [weigh(one + other) for one, other in pairwise(text)]
    inner = starmap(min, pairwise(pairs))
    return list(zip(text, (pairs[0], *inner, pairs[-1]), strict=True))


class _Explained:
    """Adds up how much of what was said and of a name belongs together."""

    def __init__(self) -> None:
        self._credit = self._said = self._name = 0.0
        self._left_said: list[Weighed] = []
        self._left_name: list[Weighed] = []

    @property
    def of_said(self) -> float:
        return self._credit / self._said if self._said else 0.0

    @property
    def of_name(self) -> float:
        return self._credit / self._name if self._name else 0.0

    def pairs(self, ours: Sequence[Weighed], theirs: Sequence[Weighed]) -> None:
        """Take characters that sound the same; another character counts less."""
        homophone = scoring().homophone
        for (mine, _), (other, weight) in zip(ours, theirs, strict=True):
            self._take(weight, 1.0 if mine == other else homophone)

    def rest(self, ours: Sequence[Weighed], theirs: Sequence[Weighed]) -> None:
        """Keep what has no fellow in its place."""
        self._left_said += ours
        self._left_name += theirs

    def moved(self) -> None:
        """Take characters that stand elsewhere, then those with no fellow at all."""
        elsewhere: dict[str, list[float]] = {}
        for character, weight in self._left_name:
            elsewhere.setdefault(character, []).append(weight)
        for character, weight in self._left_said:
            if weights := elsewhere.get(character):
                self._take(weights.pop(0), scoring().moved)
            else:
                self._said += weight
        self._name += sum(map(sum, elsewhere.values()))

    def _take(self, weight: float, credit: float) -> None:
        self._credit += weight * credit
        self._said += weight
        self._name += weight


def nearness(entry: Entry, said: frozenset[str]) -> float:
    """Return a factor for where an entry stands and which places were said.

    龙华 is a district and a street in it: who says it means the street a little more.
    """
    rules = scoring()
    if not said or entry.street in said or any(word in entry.text for word in said):
        return 1.0
    if entry.district is None:
        return rules.unplaced
    if entry.district not in said:
        return rules.far
    streets = said & frozenset(districts()[entry.district].streets)
    return rules.near if streets or len(said) > 1 else 1.0


def likely(found: Found, *, most: int) -> tuple[int, ...]:
    """Return the keys that may be acted on: good scores, and no more than so many."""
    good = [m.entry.key for m in found.matches if m.score >= scoring().clear]
    return tuple(good) if found.crowd <= most else ()


def certainty(scores: Sequence[float], *, floor: float) -> Certainty:
    """Judge scores, the best first; below the floor there is nothing."""
    rules = scoring()
    if not scores or scores[0] < floor:
        return Certainty.nothing
    if scores[0] < rules.clear:
        return Certainty.ambiguous
    alone = len(scores) == 1 or scores[0] - scores[1] >= rules.lead
    return Certainty.clear if alone else Certainty.ambiguous

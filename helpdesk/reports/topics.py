"""Topics: what is asked for more than before, and whether that can be chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scipy.special import bdtr, bdtrc

from helpdesk.reports.visits import RULES
from helpdesk.rules import rules


class Change(StrEnum):
    """What can be said of a topic beside the periods before."""

    risen = "risen"
    maybe_risen = "maybe_risen"
    fallen = "fallen"
    maybe_fallen = "maybe_fallen"
    usual = "usual"
    few = "few"  # too few to say anything


@dataclass(frozen=True, slots=True)
class Topic:
    """A category, how often it came now and in the periods before."""

    category: str
    now: int
    before: int
    """In all periods before together."""

    periods: int

    @property
    def usual(self) -> float:
        """Return how often it came in a period before."""
        return self.before / self.periods

    @property
    def change(self) -> Change:
        """Say whether it changed.

        If nothing had changed, each case would fall into one of the periods by lot.
        The chance that so many (or so few) fell into this one is the binomial's tail.
        """
        book = rules(RULES)["topics"]
        among = self.now + self.before
        if among < book["least"]:
            return Change.few
        share = 1 / (self.periods + 1)
        is_more = self.now >= self.usual
        chance = float(
            bdtrc(self.now - 1, among, share)
            if is_more and self.now
            else bdtr(self.now, among, share)
        )
        is_large = _is_times(self.now, self.usual, book["times"])
        if chance < book["sure"] and is_large:
            return Change.risen if is_more else Change.fallen
        if chance < book["likely"]:
            return Change.maybe_risen if is_more else Change.maybe_fallen
        return Change.usual


def topics(
    now: Mapping[str, int], before: Mapping[str, int], *, periods: int
) -> Sequence[Topic]:
    """Return every topic, the most frequent first."""
    found = [
        Topic(name, now.get(name, 0), before.get(name, 0), periods)
        for name in now.keys() | before.keys()
    ]
    return sorted(found, key=lambda topic: (-topic.now, -topic.before, topic.category))


def _is_times(now: int, usual: float, times: float) -> bool:
    return now >= usual * times or now * times <= usual

"""Visits: what one worker says without a long pause, and whether the bot solved it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from helpdesk.models import ChannelKind
from helpdesk.rules import rules

RULES = Path(__file__).with_name("rules.yml")
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Said:
    """One message to the assistant."""

    conversation_id: int
    channel: ChannelKind
    at: datetime
    intent: str | None
    is_answered: bool
    is_degraded: bool

    @property
    def is_ours(self) -> bool:
        """Tell whether the bot had to answer; an officer may have had the floor."""
        return self.intent is not None or self.is_unanswered

    @property
    def is_unanswered(self) -> bool:
        """Tell whether the worker was left without an answer."""
        if self.is_degraded or not self.is_answered:
            return True
        return self.intent == OUT_OF_SCOPE

    @property
    def asks(self) -> bool:
        """Tell whether it asks for something, beyond a greeting."""
        return self.is_ours and self.intent not in rules(RULES)["no_questions"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Messages of one conversation without a long pause between them."""

    said: tuple[Said, ...]

    @property
    def first(self) -> datetime:
        """Return when it began."""
        return self.said[0].at

    @property
    def last(self) -> datetime:
        """Return when the worker last said something."""
        return self.said[-1].at

    @property
    def channel(self) -> ChannelKind:
        """Return the way in."""
        return self.said[0].channel

    @property
    def asks(self) -> bool:
        """Tell whether anything was asked."""
        return any(each.asks for each in self.said)

    @property
    def intents(self) -> frozenset[str]:
        """Return what was asked for."""
        return frozenset(
            each.intent for each in self.said if each.asks and each.intent is not None
        )

    @property
    def judged_at(self) -> datetime:
        """Return from when on it is known whether it was solved."""
        return self.last + timedelta(hours=_book()["solved_hours"])

    def is_solved(
        self, *, handed_on: Iterable[datetime], later: Iterable["Visit"]
    ) -> bool:
        """Tell whether the bot's answers were enough.

        They were not when one was missing, when an officer or a ticket was needed, or
        when the worker came back with the same question.
        """
        if any(each.is_unanswered for each in self.said):
            return False
        if any(self.first <= moment <= self.judged_at for moment in handed_on):
            return False
        return not any(
            self.intents & visit.intents
            for visit in later
            if self.last < visit.first <= self.judged_at
        )


def visits(said: Sequence[Said]) -> Iterator[Visit]:
    """Cut what was said into visits, those of a conversation in order."""
    apart = timedelta(hours=_book()["apart_hours"])
    ordered = sorted(said, key=lambda each: (each.conversation_id, each.at))
    for _, talk in groupby(ordered, key=lambda each: each.conversation_id):
        visit: list[Said] = []
        for each in talk:
            if visit and each.at - visit[-1].at > apart:
                yield Visit(tuple(visit))
                visit = []
            visit.append(each)
        yield Visit(tuple(visit))


def judged(
    said: Sequence[Said], handed_on: Mapping[int, Sequence[datetime]], *, now: datetime
) -> Iterator[tuple[Visit, bool]]:
    """Yield the visits that are over and asked something, and whether it was solved."""
    by_talk: defaultdict[int, list[Visit]] = defaultdict(list)
    for visit in visits(said):
        by_talk[visit.said[0].conversation_id].append(visit)
    for talk, its in by_talk.items():
        for at, visit in enumerate(its):
            if visit.asks and visit.judged_at <= now:
                moments = handed_on.get(talk, ())
                yield visit, visit.is_solved(handed_on=moments, later=its[at + 1 :])


def _book() -> Mapping[str, Any]:
    book: Mapping[str, Any] = rules(RULES)["visits"]
    return book

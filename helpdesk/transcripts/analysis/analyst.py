"""From transcripts to analyses, many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from helpdesk import clock
from helpdesk.transcripts.analysis.dialogue import (
    Meant,
    Said,
    muted,
    questioned,
    said,
)
from helpdesk.transcripts.analysis.listener import in_doubt, meanings
from helpdesk.transcripts.analysis.model import Analysis, Named, Routed
from helpdesk.transcripts.analysis.requests import articles, asked
from helpdesk.transcripts.analysis.risks import risks
from helpdesk.transcripts.analysis.summary import summary
from helpdesk.transcripts.analysis.turns import Turn, turns
from helpdesk.transcripts.model import Transcript
from language import Model, Understood

Understanding = dict[tuple[str, date], Understood]
"""What the model makes of a text that was said on a day."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is read: its turns, and the day from which 昨天 is reckoned."""

    turns: tuple[Turn, ...]
    day: date

    @classmethod
    def of(cls, transcript: Transcript) -> Self:
        """Read a transcript; one without a day is taken for today's."""
        began = transcript.started_at
        day = began.astimezone(clock.SHENZHEN).date() if began else clock.today()
        return cls(tuple(turns(transcript.segments)), day)


class Analyst:
    """Analyses calls with a trained model; it only reads, so that all may share one."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @classmethod
    def load(cls, archive: Path) -> Self:
        """Read the model out of an archive; takes two seconds."""
        return cls(Model.from_archive(archive))

    def analyse(self, transcripts: Sequence[Transcript]) -> list[Analysis]:
        """Analyse calls; many at once are faster than one after the other."""
        calls = [Call.of(transcript) for transcript in transcripts]
        heard = self._understood(_callers_words(calls))
        dialogues = [_dialogue(call, heard) for call in calls]
        doubts = (
            (question, call.day)
            for call, dialogue in zip(calls, dialogues, strict=True)
            for question in in_doubt(dialogue, self.model.catalogue)
        )
        about = self._understood(doubts)
        return [
            self._analysis(call, dialogue, about)
            for call, dialogue in zip(calls, dialogues, strict=True)
        ]

    def _understood(self, texts: Iterable[tuple[str, date]]) -> Understanding:
        """Understand texts, each only once: 好的谢谢 is said in every call."""
        once = list(dict.fromkeys(texts))
        messages = ((text, "asr", day) for text, day in once)
        return dict(zip(once, self.model.understand_dated(messages), strict=True))

    def _analysis(
        self, call: Call, dialogue: Sequence[Said], about: Understanding
    ) -> Analysis:
        of_day = {
            text: found for (text, day), found in about.items() if day == call.day
        }
        meant = meanings(dialogue, self.model.catalogue, of_day)
        dangers = risks(call.turns, meant)
        found = asked(meant, dangers, self.model.catalogue)
        return Analysis(
            routed=tuple(routed(meant)),
            asked=found,
            risks=dangers,
            summary=summary(call.turns, meant, found),
            articles=articles(meant, found),
        )


def routed(meant: Iterable[Meant]) -> Iterator[Routed]:
    """Give the caller's segments with what they mean and name."""
    for one in meant:
        named = _named(one)
        intents = {
            index: request
            for request in reversed(one.requests)
            for index, _, _ in one.turn.places(request.start, request.end)
        }
        for index in one.turn.indexes:
            request = intents.get(index)
            intent = request.intent if request else one.intent
            sure = request.confidence if request else one.confidence
            yield Routed(index, intent, sure, tuple(named.get(index, ())))


def _named(one: Meant) -> dict[int, list[Named]]:
    """Return what each segment names, by its own places."""
    named: dict[int, list[Named]] = {}
    for entity in one.understood.entities:
        index, start, end = one.turn.place(entity.start, entity.end)
        text = next(s.text for s in one.turn.segments if s.index == index)[start:end]
        found = Named(entity.entity, text, entity.value, start, end)
        named.setdefault(index, []).append(found)
    return named


def _callers_words(calls: Iterable[Call]) -> Iterator[tuple[str, date]]:
    callers = ((t, call.day) for call in calls for t in call.turns if t.is_callers)
    return ((muted(turn.text), day) for turn, day in callers)


def _dialogue(call: Call, heard: Understanding) -> list[Said]:
    return [
        said(turn, heard[muted(turn.text), call.day], before)
        for turn, before in questioned(call.turns)
    ]

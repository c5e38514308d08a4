"""A call by what was told in it, taken from its own words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.rules import rules
from helpdesk.transcripts.analysis.dialogue import Meant
from helpdesk.transcripts.analysis.model import Asked, Fact, Summary
from helpdesk.transcripts.analysis.patterns import pattern
from helpdesk.transcripts.analysis.turns import Turn, sentences
from helpdesk.transcripts.analysis.written import FILE, written
from language import Entity

WHERE = ("employer", "district", "place")
SINCE = ("date", "duration")
HOURS = "PT"
AMOUNTS = ("money", "headcount")
CORRECTED = frozenset({*SINCE, *AMOUNTS, *WHERE, "person_name"})
NEAR, AFTER = 8, 2  # characters around a promise that make it advice or a question
MOST_DIGITS = {"duration": 4, "headcount": 6, "money": 10}
"""Of a number that counts something; a longer one is a telephone number read out."""

BEFORE = 6  # characters before a value in which it is denied
MOST = 12  # facts of a kind; more are a list that nobody reads


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that the caller named."""

    turn: Turn
    entity: Entity

    @property
    def fact(self) -> Fact:
        """Return it as it is written, with the segment that says it."""
        index, _, _ = self.turn.place(self.entity.start, self.entity.end)
        return Fact(written(self.entity.entity, self.entity.value), index)


def summary(
    turns: Sequence[Turn], meant: Sequence[Meant], asked: Sequence[Asked]
) -> Summary:
    """Return the summary of a call."""
    mentions = _standing(meant)
    return Summary(
        who=_facts(_who(turns, mentions)),
        what=tuple(Fact(each.words, each.segments[0]) for each in asked),
        where=_facts(m.fact for m in mentions if m.entity.entity in WHERE),
        since=_facts(m.fact for m in mentions if _is_since(m.entity)),
        amounts=_facts(m.fact for m in mentions if m.entity.entity in AMOUNTS),
        promised=_facts(_promises(turns)),
    )


def _is_since(entity: Entity) -> bool:
    """Tell whether a time is one of the matter; hours are those of a day's work."""
    return entity.entity in SINCE and not entity.value.startswith(HOURS)


def _standing(meant: Sequence[Meant]) -> list[Mention]:
    """Return what the caller named and did not take back."""
    standing: list[Mention] = []
    for one in meant:
        before = len(standing)
        for entity in filter(_counts, one.understood.entities):
            text = one.turn.text
            if _is_denied(text, entity):
                standing = [m for m in standing if not _is_same(m.entity, entity)]
                continue
            mention = Mention(one.turn, entity)
            if standing[before:] and _is_corrected(standing[-1], mention):
                standing.pop()
            standing.append(mention)
    return standing


def _counts(entity: Entity) -> bool:
    """Tell whether a value can be one: 一三八零零一三八零一七个月 is no time."""
    whole = entity.value.partition(".")[0]
    longest = max(map(len, re.findall(r"\d+", whole)), default=0)
    return longest <= MOST_DIGITS.get(entity.entity, longest)


def _is_denied(text: str, entity: Entity) -> bool:
    """Tell whether a value is named only to be taken back: 不是三个月."""
    before = text[max(0, entity.start - BEFORE) : entity.start]
    return entity.entity in CORRECTED and bool(pattern(FILE, "negated").search(before))


def _is_corrected(last: Mention, mention: Mention) -> bool:
    """Tell whether the last value was a slip: 三万二，不对，三万六."""
    if last.turn is not mention.turn or last.entity.entity != mention.entity.entity:
        return False
    between = mention.turn.text[last.entity.end : mention.entity.start]
    return bool(pattern(FILE, "correction").search(between))


def _is_same(one: Entity, other: Entity) -> bool:
    return (one.entity, one.value) == (other.entity, other.value)


def _who(turns: Sequence[Turn], mentions: Sequence[Mention]) -> Iterator[Fact]:
    """Give who calls: a name, whether a member, for whom."""
    named = [m.fact for m in mentions if m.entity.entity == "person_name"]
    yield from named[:1]
    book = rules(FILE)["written"]
    question = ""
    for turn in turns:
        if not turn.is_callers:
            question = turn.text
            continue
        if kind := _membership(turn.text, question):
            yield Fact(book[kind], turn.index)
        if match := pattern(FILE, "who", "for_others").search(turn.text):
            told = str(book["for_others"]).format(match[2])
            yield Fact(told, turn.place(*match.span())[0])


def _membership(text: str, question: str) -> str | None:
    """Tell whether somebody says to be a member, or answers so."""
    for kind in ("no_member", "member"):
        if pattern(FILE, "who", kind).search(text):
            return kind
    if not pattern(FILE, "who", "asked").search(question):
        return None
    answers = {"denied": "no_member", "affirmed": "member"}
    said = (
        kind
        for word, kind in answers.items()
        if pattern(FILE, "who", word).search(text)
    )
    return next(said, None)


def _promises(turns: Sequence[Turn]) -> Iterator[Fact]:
    """Give the sentences in which the seat promises something."""
    for turn in turns:
        if turn.is_callers:
            continue
        for start, end in sentences(turn.text):
            sentence = turn.text[start:end]
            if _is_promise(sentence):
                yield Fact(sentence.strip("，。"), turn.place(start, end)[0])


def _is_promise(sentence: str) -> bool:
    """Tell whether a sentence promises; without punctuation it may advise as well."""
    unless = pattern(FILE, "promises", "unless")
    return any(
        not unless.search(sentence, max(0, match.start() - NEAR), match.end() + AFTER)
        for match in pattern(FILE, "promises", "says").finditer(sentence)
    )


def _facts(facts: Iterator[Fact]) -> tuple[Fact, ...]:
    """Keep each fact once, where it was told first."""
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.text, fact)
    return tuple(first.values())[:MOST]

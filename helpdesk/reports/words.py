"""Words of questions that found no answer: only those that several people said."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from helpdesk.privacy import redact
from helpdesk.reports.visits import RULES
from helpdesk.rules import rules
from language.segment import Segmenter

BESIDE = 3
"""Words that are shown beside a word, as said together with it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, how many people said it, and what they said with it."""

    word: str
    people: int
    beside: tuple[str, ...]


def common_words(said: Iterable[tuple[int, str]]) -> Sequence[Word]:
    """Return the words that many people said, the most frequent first.

    What fewer than the rules' number of people said is left out, also beside others:
    a name that one person told does not come out.
    """
    book = rules(RULES)["unanswered"]
    by_talk: defaultdict[int, set[str]] = defaultdict(set)
    for talk, text in said:
        by_talk[talk].update(_words(text))
    people = Counter(word for words in by_talk.values() for word in words)
    common = {word: n for word, n in people.items() if n >= book["people"]}
    ordered = sorted(common, key=lambda word: (-common[word], -len(word), word))
    shown = ordered[: book["words"]]
    return [
        Word(word, common[word], _beside(word, shown, by_talk.values()))
        for word in shown
    ]


def _beside(
    word: str, shown: Sequence[str], said: Iterable[set[str]]
) -> tuple[str, ...]:
    least = rules(RULES)["unanswered"]["people"]
    known = set(shown) - {word}
    together = Counter(
        other for words in said if word in words for other in words & known
    )
    found = [(n, other) for other, n in together.items() if n >= least]
    return tuple(other for _, other in sorted(found, key=lambda x: (-x[0], x[1])))[
        :BESIDE
    ]


def _words(text: str) -> set[str]:
    book = rules(RULES)
    shortest, empty = book["unanswered"]["shortest"], frozenset(book["empty_words"])
    return {
        word
        for word in _segmenter().cut(redact(text))
        if len(word) >= shortest and word.isalpha() and word not in empty
    }


@cache
def _segmenter() -> Segmenter:
    """Build the dictionary once; it takes a second, so not in an event loop."""
    return Segmenter.build(())

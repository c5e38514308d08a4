"""What a speech recogniser should expect: the domain's own phrases, with weights.

A phrase weighs the more, the more often examples say it and the rarer it is in general
Chinese, by jieba's frequencies. Of phrases that sound alike only the one that people
write most often is kept: the others are what a recogniser gets wrong.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from language import pinyin
from language.catalogue import OUT_OF_SCOPE
from language.examples import Example
from language.general import General
from language.resources import SHAPES, Resources
from language.segment import Segmenter

SHORTEST, LONGEST = 2, 10
PHRASE = re.compile(r"[A-Za-z]*[一-鿿][A-Za-z一-鿿]*")
"""Chinese characters, and letters among them."""

PERSON = "person_name"

OFTEN = 8
"""How often examples say a term, at least, that is no name."""

TELLING = 4.0
"""How much more frequent a term is than in general Chinese, in powers of two."""

OURS = 2.0
"""How much more frequent it is than in foreign messages, in powers of two."""

LETTERS_A_WORD = 2
MOST_WEIGHT = 10
BITS_A_STEP = 2.0


Typed = tuple[str, bool]
"""A text without names of persons, and whether it is foreign."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A phrase to listen for; the weight goes from 1 to 10."""

    phrase: str
    weight: int


def hints(
    resources: Resources, examples: Iterable[Example], general: General
) -> list[Hint]:
    """Rank what the word lists name and what the examples say, the heaviest first."""
    typed = _typed(examples, resources)
    named = set(filter(is_phrase, _named(resources)))
    terms = set(filter(is_phrase, _terms(typed, resources)))
    said = Said.count(typed, named | terms)
    found = {term for term in terms if said.is_term(term, general)}
    bits = {
        phrase: math.log2(1 + said.often[phrase]) + said.telling(phrase, general)
        for phrase in _heard_once(named | found, said.often)
    }
    ranked = sorted(bits, key=lambda phrase: (-bits[phrase], phrase))
    return [Hint(phrase, _weight(bits[phrase])) for phrase in ranked]


@dataclass(frozen=True, slots=True)
class Said:
    """How often phrases stand in the examples, and in those that are foreign."""

    often: Counter[str]
    elsewhere: Counter[str]
    ours: int
    foreign: int
    words: int
    """About how many words all examples have."""

    @classmethod
    def count(cls, typed: Sequence[Typed], phrases: set[str]) -> Said:
        """Count phrases in texts."""
        foreign = [text for text, is_foreign in typed if is_foreign]
        return cls(
            often=_said((text for text, _ in typed), phrases),
            elsewhere=_said(foreign, phrases),
            ours=len(typed) - len(foreign) + 1,
            foreign=len(foreign) + 1,
            words=sum(len(text) for text, _ in typed) // LETTERS_A_WORD + 1,
        )

    def is_term(self, phrase: str, general: General) -> bool:
        """Say whether a phrase belongs to our matters rather than to all talk."""
        here, there = self.often[phrase], self.elsewhere[phrase]
        ratio = (here - there + 1) / self.ours * self.foreign / (there + 1)
        return (
            here >= OFTEN
            and math.log2(ratio) >= OURS
            and self.telling(phrase, general) >= TELLING
        )

    def telling(self, phrase: str, general: General) -> float:
        """Say how much more frequent a phrase is here than in general Chinese."""
        here = (self.often[phrase] + 1) / self.words
        return math.log2(here * general.total / (general.count(phrase) + 1))


def is_phrase(text: str) -> bool:
    """Say whether a text is of a length and of letters that a recogniser takes.

    >>> is_phrase("欠薪"), is_phrase("欠"), is_phrase("欠…薪"), is_phrase("12351")
    (True, False, False, False)
    """
    return SHORTEST <= len(text) <= LONGEST and bool(PHRASE.fullmatch(text))


def _weight(bits: float) -> int:
    return max(1, min(MOST_WEIGHT, round(bits / BITS_A_STEP)))


def _named(resources: Resources) -> Iterator[str]:
    """Give the union's words and the names that are looked up, but no person's."""
    yield from resources.words
    for name, entries in resources.lookups.items():
        if not name.startswith(PERSON) and not name.endswith(SHAPES):
            yield from (form for entry in entries for form in entry)


def _terms(typed: Sequence[Typed], resources: Resources) -> Iterator[str]:
    """Give the ways of saying ideas, and the words of the examples."""
    for phrases in resources.ideas.values():
        yield from phrases
    cut = Segmenter.build(resources.uncut()).cut
    for text, _ in typed:
        yield from cut(text)


def _typed(examples: Iterable[Example], resources: Resources) -> list[Typed]:
    """Give the texts that people typed, without persons, and whether each is foreign.

    What a recogniser wrote is left out: its errors are not to be expected.
    """
    normalise = resources.normaliser()
    return [
        (normalise(_anonymous(example)).text, example.intent == OUT_OF_SCOPE)
        for example in examples
        if example.channel == "chat"
    ]


def _anonymous(example: Example) -> str:
    text = example.text
    for marked in example.entities:
        if marked.entity == PERSON:
            blank = " " * (marked.end - marked.start)
            text = text[: marked.start] + blank + text[marked.end :]
    return text


def _said(texts: Iterable[str], phrases: set[str]) -> Counter[str]:
    """Count how often each phrase stands in the texts."""
    return Counter(
        text[start:end]
        for text in texts
        for start in range(len(text))
        for end in range(start + SHORTEST, min(start + LONGEST, len(text)) + 1)
        if text[start:end] in phrases
    )


def _heard_once(phrases: set[str], said: Mapping[str, int]) -> list[str]:
    """Keep of phrases that sound alike the most frequent, and lists before the rest."""
    sounds = pinyin.readings()
    alike: dict[tuple[str, ...], list[str]] = {}
    for phrase in sorted(phrases):
        heard = tuple(sounds.get(character, character) for character in phrase)
        alike.setdefault(heard, []).append(phrase)
    return [
        max(some, key=lambda phrase: said.get(phrase, 0)) for some in alike.values()
    ]

"""What an officer asks for: words to be found, or a number that names somebody."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from helpdesk.numbers import MOBILE, luhn_valid, read_digits
from helpdesk.privacy.redaction import READ_OUT
from helpdesk.search.terms import LONGEST_TOKEN, RUN, folded, is_han, terms
from helpdesk.search.tuning import tuning
from language.segment import Segmenter

ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
TICKET_DIGITS = 12
MEMBER_DIGITS = 10
NAME = re.compile(r"[㐀-鿿·]{2,6}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that names somebody or something, as far as its digits tell."""

    ticket: str | None = None
    phone: str | None = None
    id_number: str | None = None
    member: str | None = None
    is_mistyped: bool = False
    """Twelve digits whose last one is not right: a ticket's number, misread."""

    @property
    def digits(self) -> str | None:
        """Return it as a text may have it."""
        return self.ticket or self.phone or self.id_number or self.member


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was read."""

    text: str
    """Folded and cut to what is read of it."""
    words: tuple[str, ...]
    """Each has to be in what is found."""
    number: Number = Number()
    name: str | None = None
    """What may be a person's name."""
    is_cut: bool = False
    """Whether it was longer than what is read."""

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the terms of its words, each once."""
        return tuple(dict.fromkeys(t for word in self.words for t in terms(word)))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.words and self.number == Number()


def question(said: str) -> Question:
    """Read a question; whatever stands in it, it is words.

    >>> question("我要查：拖欠工资 鑫盛达塑胶厂").words
    ('拖欠', '工资', '鑫盛达', '塑胶')
    """
    limit = tuning().longest_question
    text = " ".join(folded(said[: 4 * limit]).split())[:limit]
    number, name = _number(said), text.replace(" ", "")
    words = tuple(dict.fromkeys(w for run in RUN.findall(text) for w in _words(run)))
    if number.digits:
        words = (number.digits.lower(),)
    return Question(
        text=text,
        words=words[: tuning().most_words],
        number=number,
        name=name if NAME.fullmatch(name) else None,
        is_cut=len(said.strip()) > limit or len(words) > tuning().most_words,
    )


def _words(run: str) -> Iterator[str]:
    """Cut a run into the words that have to be found."""
    if not is_han(run):
        yield run[:LONGEST_TOKEN]
        return
    stop = tuning().stop_words
    kept = [word for word in _joined(_segmenter().cut(run)) if word not in stop]
    yield from (word for word in kept or [run] if len(word) > 1)


def _joined(cut: Iterable[str]) -> Iterator[str]:
    """Join neighbours that the dictionary left alone: they are names, mostly."""
    stop = tuning().stop_words
    for alone, group in groupby(cut, lambda w: len(w) == 1 and w not in stop):
        words = list(group)
        yield from ["".join(words)] if alone else words


def _number(said: str) -> Number:
    """Read a number however its digits are grouped, written or spoken."""
    plain = re.sub(
        r"[\s,，.。、·\-–—_()（）+]", "", unicodedata.normalize("NFKC", said[:64])
    )
    digits = read_digits("".join(READ_OUT.get(c, c) for c in plain))
    digits = re.sub(r"^(0086|86)(?=1\d{10}$)", "", digits)
    if MOBILE.fullmatch(digits):
        return Number(phone=digits)
    if ID_NUMBER.fullmatch(digits):
        return Number(id_number=digits)
    if not (digits.isascii() and digits.isdecimal()):
        return Number()
    if len(digits) == TICKET_DIGITS:
        is_right = luhn_valid(digits)
        return Number(ticket=digits if is_right else None, is_mistyped=not is_right)
    return Number(member=digits) if len(digits) == MEMBER_DIGITS else Number()


@cache
def _segmenter() -> Segmenter:
    """Build jieba's dictionary once a process; it takes a second."""
    return Segmenter.build(())

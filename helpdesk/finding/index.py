"""Finding names: candidates from the index, compared one by one, judged together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from helpdesk.finding.found import Certainty, Entry, Found, Match, listed, words
from helpdesk.finding.grams import Postings
from helpdesk.finding.scoring import Heard, certainty, likeness, nearness, scoring
from helpdesk.finding.text import (
    core,
    folded,
    spoken_core,
    whole_name,
    without_places,
)


@dataclass(frozen=True, slots=True)
class _Question:
    """One way to read what was said: the name, and the places beside it."""

    name: Heard
    places: frozenset[str]
    whole: str
    is_bare: bool = False  # nothing but trimmings: 深圳市总工会 is meant whole or not

    def is_whole(self, entry: Entry) -> bool:
        """Tell whether an entry bears the very name that was said."""
        text = folded(entry.text)
        if self.is_bare:
            return text == self.whole
        return whole_name(text) == whole_name(self.whole)


class NameIndex:
    """Finds entries by names that are shortened, misspelt or spelt by their sound."""

    def __init__(
        self, entries: Iterable[Entry] = (), *, floor: float | None = None
    ) -> None:
        self._floor = scoring().floor if floor is None else floor
        self._postings = Postings()
        self._entries: list[Entry | None] = []
        self._names: list[Heard | None] = []
        self._slots: dict[int, list[int]] = {}
        self._free: list[int] = []
        for entry in entries:
            self.add(entry)

    def __len__(self) -> int:
        return len(self._slots)

    def add(self, entry: Entry) -> None:
        """Make an entry found by its name; one key may have several names."""
        whole = folded(entry.text)
        name = Heard.of(core(whole) or whole)
        if any(self._names[slot] == name for slot in self._slots.get(entry.key, ())):
            return  # 某某公司 and 某某公司工会 are one name
        slot = self._free.pop() if self._free else len(self._entries)
        if slot == len(self._entries):
            self._entries.append(None)
            self._names.append(None)
        self._entries[slot], self._names[slot] = entry, name
        self._postings.add(slot, name, rank=entry.key)
        self._slots.setdefault(entry.key, []).append(slot)

    def remove(self, key: int) -> None:
        """Forget all names of a key; one that is not there is no mistake."""
        for slot in self._slots.pop(key, ()):
            name = self._names[slot]
            if name is not None:
                self._postings.take(slot, name)
            self._entries[slot] = self._names[slot] = None
            self._free.append(slot)

    def find(self, text: str, *, near: Iterable[str | None] = ()) -> Found:
        """Return whose name was meant; plain names of places nearby tell twins apart.

        The order never depends on how the index came to be: score, then the shorter
        name, then the lower key.
        """
        best: dict[int, Match] = {}
        whole = folded(text)
        for question in _questions(whole, frozenset(filter(None, near))):
            for match in self._matches(question):
                known = best.get(match.entry.key)
                if known is None or match.score > known.score:
                    best[match.entry.key] = match
        return _judged(sorted(best.values(), key=_order), self._floor)

    def _matches(self, question: _Question) -> Iterator[Match]:
        """Yield the candidates for one way to read what was said, with their scores."""
        rules, weigh = scoring(), self._postings.weight
        for slot in self._postings.nearest(question.name, rules.candidates):
            entry, name = self._entries[slot], self._names[slot]
            if entry is None or name is None:
                continue
            score = likeness(question.name, name, weigh)
            is_whole = score == 1.0 and question.is_whole(entry)
            if is_whole or not question.is_bare:
                score = score if is_whole else min(score, rules.inexact)
                yield Match(entry, score * nearness(entry, question.places))


def _questions(whole: str, near: frozenset[str]) -> list[_Question]:
    """Return the ways to read what was said, none twice."""
    name = spoken_core(whole) or core(whole)
    if not name:
        return [_Question(Heard.of(whole), near, whole, is_bare=True)] if whole else []
    questions = {name: near}
    bare, said = without_places(name)
    if said and core(bare):
        questions.setdefault(core(bare), near | said)
    return [_Question(Heard.of(name), said, whole) for name, said in questions.items()]


def _judged(ranked: list[Match], floor: float) -> Found:
    """Keep the winner, or those about as good, and say so in words."""
    rules = scoring()
    judgement = _certainty(ranked, floor)
    if judgement is Certainty.nothing:
        return Found(judgement, (), 0, words()["name"]["nothing"])
    least = max(floor, ranked[0].score - rules.spread)
    near = [match for match in ranked if match.score >= least]
    kept = near[:1] if judgement is Certainty.clear else near[: rules.choices]
    crowd = len(kept) if judgement is Certainty.clear else len(near)
    return Found(judgement, tuple(kept), crowd, _told(judgement, kept, crowd))


def _certainty(ranked: list[Match], floor: float) -> Certainty:
    """Judge; the very name, letter for letter, is clear beside any likeness."""
    if [match.score for match in ranked[:2]].count(1.0) == 1:
        return Certainty.clear
    return certainty([match.score for match in ranked], floor=floor)


def _told(judgement: Certainty, kept: list[Match], crowd: int) -> str:
    crowded = crowd > len(kept)
    template = words()["name"]["crowded" if crowded else judgement]
    most = scoring().candidates
    return str(template).format(
        first=kept[0].entry.text,
        crowd=words()["many"].format(most=most) if crowd >= most else crowd,
        choices=listed([match.entry.text for match in kept]),
    )


def _order(match: Match) -> tuple[float, int, int]:
    return -round(match.score, 9), len(match.entry.text), match.entry.key

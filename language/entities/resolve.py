"""From patterns, lists and the tagger's guesses to entities that do not overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from language.entities.candidates import Candidate
from language.entities.digits import NUMBERS
from language.lexicon import Hit
from language.reading import Reading
from language.resources import SHAPES
from language.tagger import Tag

VALUED = frozenset({"date", "duration", "money", "headcount", "temperature"})
"""Entities whose value a pattern computes; the tagger alone cannot."""

LISTED = frozenset({"district", "education_level"})
"""Entities that are one of a list."""

MARKS = frozenset(",.。;?!、 ")
"""What ends sentences and no names."""

CERTAIN = "district"
"""The list whose every entry is an entity wherever it stands by itself."""


def resolve(
    reading: Reading, tags: Iterable[Tag], trusted: Collection[str]
) -> tuple[Candidate, ...]:
    """Decide: digits by their form, then sure patterns, then what the tagger saw.

    Args:
        reading: The message.
        tags: What the tagger takes for entities.
        trusted: The entities whose patterns the examples bear out. Others are what the
            tagger says, and only there.
    """
    kept: list[Candidate] = []
    for proposal in _proposals(reading, tuple(tags), trusted):
        if not any(other.overlaps(proposal.start, proposal.end) for other in kept):
            kept.append(proposal)
    return tuple(sorted(kept, key=lambda candidate: candidate.start))


def _proposals(
    reading: Reading, tags: tuple[Tag, ...], trusted: Collection[str]
) -> Iterator[Candidate]:
    """Give everything that may be an entity, the most trusted first."""
    formed = [c for c in reading.candidates if c.entity in trusted]
    yield from (c for c in formed if c.entity in NUMBERS)
    yield from (c for c in formed if c.sure)
    for tag in tags:
        if tag.entity in VALUED and tag.entity not in trusted:
            yield Candidate(tag.entity, tag.start, tag.end, "")
        elif settled := _settle(reading, tag):
            yield settled
    if CERTAIN in trusted:
        yield from (_listed(hit) for hit in reading.hits if hit.kind == CERTAIN)


def _settle(reading: Reading, tag: Tag) -> Candidate | None:
    """Give a tagged stretch its exact borders and its value."""
    if tag.entity in VALUED:
        return _largest(tag, (c for c in reading.candidates if c.entity == tag.entity))
    hits = [hit for hit in reading.hits if _names(hit, tag.entity)]
    if tag.entity in LISTED:
        return _largest(tag, map(_listed, hits))
    around = [h for h in hits if h.start <= tag.start and tag.end <= h.end]
    start = min((hit.start for hit in around), default=tag.start)
    end = max((hit.end for hit in around), default=tag.end)
    endings = (h for h in reading.hits if h.kind == f"{tag.entity}_suffix")
    end = max((h.end for h in endings if h.start == end), default=end)
    end = _ending(reading, tag.entity, end)
    return Candidate(tag.entity, start, _without_mark(reading.text, start, end), "")


def _ending(reading: Reading, entity: str, end: int) -> int:
    """Take in what such names end with: a name before 社区 goes on to its end."""
    follow = (h for h in reading.hits if h.kind == f"{entity}_suffix")
    return max((h.end for h in follow if h.start == end < h.end - 1), default=end)


def _without_mark(text: str, start: int, end: int) -> int:
    """Leave off the punctuation after a name, unless there is nothing else."""
    while end - 1 > start and text[end - 1] in MARKS:
        end -= 1
    return end


def _largest(tag: Tag, candidates: Iterable[Candidate]) -> Candidate | None:
    """Choose the longest candidate that a tag touches."""
    touched = [c for c in candidates if c.overlaps(tag.start, tag.end)]
    return max(touched, key=lambda c: (c.end - c.start, -c.start), default=None)


def _listed(hit: Hit) -> Candidate:
    return Candidate(hit.kind, hit.start, hit.end, hit.value)


def _names(hit: Hit, entity: str) -> bool:
    """Say whether a list names entities of a kind, rather than parts of them."""
    named = hit.kind == entity or hit.kind.startswith(f"{entity}_")
    return named and not hit.kind.endswith(SHAPES)

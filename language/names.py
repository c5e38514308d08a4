"""Names that the examples teach, and how they look to one who has not seen them yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from language.ideas import GAP, Idea
from language.reading import KNOWN, Reading
from language.tagger import Tag

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Names:
    """How many examples name whom as what."""

    counts: Mapping[tuple[str, str], int]

    @classmethod
    def collect(cls, tagged: Iterable[tuple[Reading, Sequence[Tag]]]) -> Names:
        """Collect the names of tagged readings."""
        return cls(Counter(name for pair in tagged for name in _names(*pair)))

    def listed(self) -> dict[str, tuple[str, ...]]:
        """Give the names of each entity."""
        listed: dict[str, list[str]] = {}
        for entity, name in sorted(self.counts):
            listed.setdefault(entity, []).append(name)
        return {entity: tuple(names) for entity, names in listed.items()}

    def unseen(self, reading: Reading, tags: Sequence[Tag]) -> Reading:
        """Give an example's reading as if it had not taught its own names."""
        own = _names(reading, tags)
        known = tuple(
            idea
            for idea in reading.known
            if self.counts[name := _of(idea, reading)] > (name in own)
        )
        return replace(reading, known=known)


def _of(idea: Idea, reading: Reading) -> tuple[str, str]:
    """Say what a known name was, and how it is written."""
    return idea.name.removeprefix(KNOWN), reading.text[idea.start : idea.end]


def _names(reading: Reading, tags: Sequence[Tag]) -> set[tuple[str, str]]:
    """Give each name of an example once."""
    named = ((tag.entity, reading.text[tag.start : tag.end]) for tag in tags)
    return {(e, name) for e, name in named if len(name) >= SHORTEST and GAP not in name}

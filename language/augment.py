"""Practice for the tagger: the same sentences with other names in them.

Few sentences name a firm or a person, and every real message names another one. What
stands around a name is taught by people; the names themselves can be made.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from language.examples import Annotation, Example

COPIES = {"employer": 4, "person_name": 3, "occupation": 1, "place": 1}
SEED = 12351


def renamed(
    examples: Sequence[tuple[Example, str]],
    lookups: Mapping[str, Sequence[Sequence[str]]],
) -> Iterator[tuple[Example, str]]:
    """Give copies of the sentences that name somebody, with made names.

    Each example comes with the intent that the tagger is told.
    """
    chance = random.Random(SEED)  # noqa: S311 - practice, not secrecy
    makers = _makers(chance, lookups)
    for example, intent in examples:
        named = {a.entity for a in example.entities} & makers.keys()
        for _ in range(max((COPIES[entity] for entity in named), default=0)):
            mine = {entity: makers[entity] for entity in named}
            yield _rename(example, mine), intent


def _rename(example: Example, makers: Mapping[str, _Maker]) -> Example:
    """Put a made name in the place of each that can be made."""
    text, entities, done = "", [], 0
    for marked in sorted(example.entities, key=lambda a: a.start):
        old = example.text[marked.start : marked.end]
        new = makers[marked.entity](old) if marked.entity in makers else old
        text += example.text[done : marked.start]
        entities.append(Annotation(marked.entity, len(text), len(text) + len(new)))
        text += new
        done = marked.end
    text += example.text[done:]
    return Example(text, example.intent, example.channel, tuple(entities))


class _Maker:
    """Makes names out of parts: one of each list, in order."""

    def __init__(self, chance: random.Random, *parts: Sequence[str]) -> None:
        self._chance = chance
        self._parts = parts

    @property
    def can(self) -> bool:
        """Say whether there is something to choose from."""
        return all(self._parts)

    def __call__(self, old: str) -> str:
        """Make a name; an only character (a bare surname) is left as it is."""
        if len(old) < 2:
            return old
        return "".join(self._chance.choice(part) for part in self._parts)


def _makers(
    chance: random.Random, lookups: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, _Maker]:
    """Say which lists the names of each kind are made of."""

    def entries(prefix: str) -> list[str]:
        kinds = sorted(kind for kind in lookups if kind.startswith(prefix))
        return [entry[0] for kind in kinds for entry in lookups[kind]]

    stem, given = entries("employer_stem"), entries("person_name_given")
    places = [place for place in entries("place_") if len(place) > 1]
    made = {
        "employer": _Maker(chance, stem, stem, entries("employer_suffix")),
        "person_name": _Maker(
            chance, entries("person_name_surname"), given, [*given, ""]
        ),
        "occupation": _Maker(chance, [e[0] for e in lookups.get("occupation", ())]),
        "place": _Maker(chance, places),
    }
    return {entity: maker for entity, maker in made.items() if maker.can}

"""The word lists of nlu_data/, read once and kept inside the trained model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from language.catalogue import read_yaml
from language.errors import DataError
from language.normalise import Normaliser

LOOKUPS, DICTIONARIES, SYNONYMS = "lookups", "dictionaries", "synonyms"
LEXICON = "lexicon"
REWRITES, CONNECTIVES = "rewrites.yml", "connectives.yml"

NAMES = ("district", "education_level", "employer", "occupation", "place")
SHAPES = ("_suffix", "_stem", "_surname", "_given")
"""Lists of what names are made of, rather than of names."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What the model looks up."""

    lookups: Mapping[str, tuple[tuple[str, ...], ...]]
    """File name without ending → entries: a value and its other forms."""
    words: tuple[str, ...]
    """Words that the segmenter must not cut."""
    rewrites: Mapping[str, str]
    """Phrases that are read as others; fillers as nothing."""
    connectives: Mapping[str, tuple[str, ...]]
    """What stands between two requests, by how surely it does."""
    ideas: Mapping[str, tuple[str, ...]]
    """Ideas that the catalogue turns on, and the ways of saying them."""

    @classmethod
    def load(cls, folder: Path) -> Resources:
        """Read the word lists, synonyms and ideas of a folder of language data."""
        return cls(
            lookups={
                path.stem: tuple(_entries(path))
                for path in sorted((folder / LOOKUPS).glob("*.txt"))
            },
            words=tuple(
                word
                for path in sorted((folder / DICTIONARIES).glob("*.txt"))
                for entry in _entries(path)
                for word in entry
            ),
            rewrites=_rewrites(folder / SYNONYMS / REWRITES),
            connectives=_groups(folder / SYNONYMS / CONNECTIVES),
            ideas=_ideas(folder / LEXICON),
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Resources:
        """Read what `to_json` wrote."""
        return cls(
            lookups={
                name: tuple(tuple(entry) for entry in entries)
                for name, entries in stored["lookups"].items()
            },
            words=tuple(stored["words"]),
            rewrites=stored["rewrites"],
            connectives=_frozen(stored["connectives"]),
            ideas=_frozen(stored["ideas"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Give the word lists as plain lists and mappings."""
        return {
            "lookups": self.lookups,
            "words": self.words,
            "rewrites": self.rewrites,
            "connectives": self.connectives,
            "ideas": self.ideas,
        }

    def uncut(self) -> Iterator[str]:
        """Give the words that the segmenter must keep whole: our own, and names."""
        yield from self.words
        for name, entries in self.lookups.items():
            if name.startswith(NAMES) and not name.endswith(SHAPES):
                yield from (form for entry in entries for form in entry)

    def normaliser(self) -> Normaliser:
        """Make the normaliser that these lists describe."""
        return Normaliser(self.rewrites)


def _entries(path: Path) -> Iterator[tuple[str, ...]]:
    """Read one entry a line; what follows # is a comment."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    for line in lines:
        if entry := tuple(line.partition("#")[0].split()):
            yield entry


def _rewrites(path: Path) -> dict[str, str]:
    """Read what is dropped, kept and replaced."""
    sections = read_yaml(path) if path.exists() else {}
    dropped = dict.fromkeys(sections.get("fillers") or (), "")
    kept = {phrase: phrase for phrase in sections.get("kept") or ()}
    return dropped | kept | (sections.get("dialect") or {})


def _ideas(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read the ideas of all files of the concept lexicon."""
    ideas: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, phrases in _groups(path).items():
            if name in ideas:
                raise DataError(f"{path}: {name} is in another file too; merge them")
            ideas[name] = phrases
    return ideas


def _groups(path: Path) -> dict[str, tuple[str, ...]]:
    """Read lists of phrases by name; a linguist may leave the file away."""
    return _frozen(read_yaml(path)) if path.exists() else {}


def _frozen(groups: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(map(str, phrases)) for name, phrases in groups.items()}

"""Everything that the gates look at, read once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from language.catalogue import Catalogue
from language.characters import fold
from language.examples import Taught, read_folder

NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class LanguageData:
    """The catalogue, what is taught, and what is held out."""

    folder: Path
    catalogue: Catalogue
    taught: tuple[Taught, ...]
    held_out: tuple[Taught, ...]

    @classmethod
    def load(cls, folder: Path) -> "LanguageData":
        """Read a folder of language data.

        Raises:
            DataError: A file is missing or not of the documented shape.
        """
        held_out = sorted(path for path in (folder / "heldout").glob("*/"))
        return cls(
            folder,
            Catalogue.load(folder),
            tuple(read_folder(folder / "examples")),
            tuple(taught for skill in held_out for taught in read_folder(skill)),
        )

    @cached_property
    def keys(self) -> dict[str, list[Taught]]:
        """Group what is taught by what is left after normalisation."""
        grouped: dict[str, list[Taught]] = {}
        for taught in self.taught:
            grouped.setdefault(key(taught.example.text), []).append(taught)
        return grouped

    def every_line(self) -> Iterator[Taught]:
        """Give what is taught and what is held out."""
        yield from self.taught
        yield from self.held_out

    def name(self, path: Path) -> str:
        """Write a path as a linguist knows it."""
        return str(path.relative_to(self.folder))


def key(text: str) -> str:
    """Return what two sentences share that say the same in the same words.

    >>> key("你好，我想　入会！") == key("你好 我想入會")
    True
    """
    said = NOT_SAID.sub("", "".join(fold(character) for character in text))
    return said or text.strip()

"""Columns of files: their Chinese headers, other ways to write them, their choices."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from helpdesk.imports.faults import refuse_file
from helpdesk.models.imports import ImportKind

FILE = Path(__file__).with_name("headers.yml")
_TRIMMINGS = re.compile(r"\s|[*＊:：]|[(（].*?[)）]")  # 姓名*（必填）：


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the records."""

    name: str
    title: str
    also: tuple[str, ...] = ()
    must: bool = False
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a file, understood: which cell is which column."""

    cells: tuple[str, ...]
    names: tuple[str | None, ...]

    @property
    def ignored(self) -> list[str]:
        """Return the headers that nobody knows."""
        pairs = zip(self.cells, self.names, strict=True)
        return [cell for cell, name in pairs if cell and name is None]


@cache
def columns(kind: ImportKind) -> dict[str, Column]:
    """Return the columns of a kind of file by name."""
    content = yaml.safe_load(FILE.read_text("utf-8"))[kind]
    return {
        name: Column(
            name,
            entry["title"],
            tuple(entry.get("also", ())),
            entry.get("must", False),
            entry.get("choices"),
        )
        for name, entry in content.items()
    }


def plain(cell: str) -> str:
    """Fold width and drop what people put around a header.

    >>> plain(" 姓　名*（必填） ")
    '姓名'
    """
    return _TRIMMINGS.sub("", unicodedata.normalize("NFKC", cell)).lstrip("\ufeff")


def read_header(kind: ImportKind, cells: Sequence[str]) -> Header:
    """Match the first row with the columns.

    Raises:
        UnreadableFile: A column that must be there is not, or one is there twice.
    """
    known = _by_title(kind)
    names = [known.get(plain(cell)) for cell in cells]
    missing = [c for c in columns(kind).values() if c.must and c.name not in names]
    if missing:
        refuse_file(
            "header_missing",
            titles="”“".join(column.title for column in missing),
            known="；".join("、".join((c.title, *c.also)) for c in missing),
        )
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        titles = (columns(kind)[name].title for name in sorted(twice))
        refuse_file("header_repeated", titles="”“".join(titles))
    return Header(tuple(plain(cell) for cell in cells), tuple(names))


def known_headers(kind: ImportKind, cells: Sequence[str]) -> int:
    """Count the cells that are headers of this kind."""
    known = _by_title(kind)
    return sum(plain(cell) in known for cell in cells)


@cache
def _by_title(kind: ImportKind) -> dict[str, str]:
    return {
        plain(title): column.name
        for column in columns(kind).values()
        for title in (column.title, *column.also)
    }

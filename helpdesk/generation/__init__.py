"""Synthetic data at the size of the city, as files that imports take in."""

import csv
import os
from collections.abc import Iterable, Sequence
from itertools import batched
from pathlib import Path

from helpdesk.generation import people, places, unions

__all__ = ["write_members", "write_organisations", "write_sites"]


AT_ONCE = 10_000  # rows on their way to the file


def write_members(
    path: Path, count: int, *, seed: int = 0, organisations: int = unions.USUAL
) -> int:
    """Write a file of members who work where that tree's unions are."""
    employers = unions.employers(organisations, seed=seed)
    rows = people.members(count, employers, seed=seed)
    return _write(path, people.COLUMNS, rows)


def write_organisations(path: Path, count: int = unions.USUAL, *, seed: int = 0) -> int:
    """Write a file of the tree."""
    tree = unions.unions(count, seed=seed)
    rows = (unions.cells(union, number) for number, union in enumerate(tree))
    return _write(path, unions.COLUMNS, rows)


def write_sites(path: Path) -> int:
    """Write a file of sites."""
    return _write(path, places.COLUMNS, places.places())


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table for Excel, whole or not at all; return the number of rows."""
    draft = path.with_name(f".{path.name}.part")
    count = 0
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for some in batched(rows, AT_ONCE):
            writer.writerows(some)
            count += len(some)
    os.replace(draft, path)
    return count

"""The pure work on a parcel, wherever it runs.

A worker process loads the model once. It works only with the program and the model of
whoever sent the parcel: calls that two versions analysed would not be one import. What
takes seconds to load is loaded by the work and not with this module, for a scheduler
loads this module too.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gonghui.intake.parcels import Made, Parcel, Refused
from gonghui.intake.words import refusal
from gonghui.places import ROOT, trained_model
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from helpdesk.transcripts import Original
    from helpdesk.transcripts.analysis import Analyst
    from helpdesk.transcripts.records import Kept

ROOMS = ("gonghui/intake", "helpdesk", "language")
SOURCES = frozenset({".py", ".yml"})


class AnotherVersion(Exception):
    """A worker has another program or model than who sent the parcel."""


@dataclass(frozen=True, slots=True)
class Order:
    """What every parcel of an import has in common."""

    version: str
    has_rows: bool


@cache
def version() -> str:
    """Return what tells one program with its model from another."""
    paths = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*")))
    sources = (path for path in paths if path.suffix in SOURCES)
    return _digest([*sources, trained_model(Settings())])


def work(order: Order, parcel: Parcel) -> Made:
    """Take in the files of a parcel.

    Raises:
        AnotherVersion: This is no worker for this order.
    """
    try:
        is_same = order.version == version()
    except ConfigurationError:  # it has no model
        is_same = False
    if not is_same:
        raise AnotherVersion
    return made(parcel.files(), _analyst(), has_rows=order.has_rows)


def made(files: Sequence[Original], analyst: Analyst, *, has_rows: bool) -> Made:
    """Say what is kept of files and what is not."""
    results = _results(files, analyst)
    refused = [result for result in results if isinstance(result, Refused)]
    kept = [result for result in results if not isinstance(result, Refused)]
    if not has_rows:
        return Made(kept, refused)
    from gonghui.intake.rows import rows

    return Made(kept, refused, rows(kept))


def _results(files: Sequence[Original], analyst: Analyst) -> list[Kept | Refused]:
    """Take files in; one that none of us has thought of stops no other."""
    from helpdesk.transcripts import Refusal, reason
    from helpdesk.transcripts.records import take_in

    try:
        results = take_in(files, analyst)
    except Exception:  # its text is not told: it may be the call's
        if len(files) == 1:
            return [Refused(files[0].name, refusal("crashed"))]
        return [result for file in files for result in _results([file], analyst)]
    return [
        Refused(result.name, reason(result.error))
        if isinstance(result, Refusal)
        else result
        for result in results
    ]


@cache
def _analyst() -> Analyst:
    from helpdesk.transcripts.analysis import Analyst

    analyst = Analyst.load(trained_model(Settings()))
    gc.freeze()  # what is loaded stays; looking through it again takes a third longer
    return analyst


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()

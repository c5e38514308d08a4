"""The main pages, as the bar of the console lists them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from api.console.visit import Visit

FILE = Path(__file__).with_name("nav.yml")


class Entry(BaseModel):
    """One of the main pages; shown to whom the table of rights lets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    here: str
    """What the page's template calls itself."""

    page: str
    """The route's name, as in rights.yml."""

    path: str
    title: str
    folded: bool = False
    """Whether it is under 更多: not everybody's, or not every day's."""


@cache
def navigation() -> Sequence[Entry]:
    """Read the list once."""
    read = yaml.safe_load(FILE.read_text("utf-8"))
    return TypeAdapter(tuple[Entry, ...]).validate_python(read)


def ways(visit: Visit) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return where an officer may go: in the bar, and under 更多."""
    open_ = [entry for entry in navigation() if visit.may(entry.page)]
    return (
        [entry for entry in open_ if not entry.folded],
        [entry for entry in open_ if entry.folded],
    )

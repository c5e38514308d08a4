"""What the console says for a moment: read from words.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from fastapi import Request
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("words.yml")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(_Strict):
    """A page that says one thing."""

    title: str
    lines: tuple[str, ...]


class Notices(_Strict):
    """The pages that say one thing."""

    too_many: Notice
    expired: Notice
    forbidden: Notice
    missing: Notice
    failed: Notice


class Words(_Strict):
    """Everything that words.yml says."""

    say: Mapping[str, str]
    pages: Notices


@cache
def words() -> Words:
    """Read the texts once."""
    return Words.model_validate(yaml.safe_load(FILE.read_text("utf-8")))


def note_of(request: Request) -> str | None:
    """Return what a page says first: the deed before it left a key in the address."""
    return words().say.get(request.query_params.get("said", ""))

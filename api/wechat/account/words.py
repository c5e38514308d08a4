"""What the account page says for a moment: read from words.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("words.yml")


class Strict(BaseModel):
    """A missing or surplus text is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(Strict):
    """A page that says one thing."""

    title: str
    lines: tuple[str, ...]
    action: str | None = None


class Notices(Strict):
    """The pages that say one thing."""

    unconfigured: Notice
    outside: Notice
    snapshot: Notice
    spent: Notice
    unreachable: Notice
    ended: Notice
    left: Notice
    too_many: Notice
    failed: Notice


class Words(Strict):
    """Everything that words.yml says."""

    done: Mapping[str, str]
    say: Mapping[str, str]
    pages: Notices


@cache
def words() -> Words:
    """Read the texts once."""
    return Words.model_validate(yaml.safe_load(FILE.read_text("utf-8")))

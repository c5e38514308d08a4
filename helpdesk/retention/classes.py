"""The classes of data and their times, read from the table that officers read."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from helpdesk.errors import ConfigurationError

FILE = Path(__file__).with_name("classes.yml")


class Pace(StrEnum):
    """How often a class is looked at."""

    minute = "minute"
    hour = "hour"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Entry):
    """Rows of another table that are cleared or deleted together with theirs."""

    table: str
    by: str
    clear: dict[str, Any] = {}
    delete: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.delete == bool(self.clear):
            raise ValueError(f"{self.table}: either columns to clear, or delete")
        return self


class RetentionClass(_Entry):
    """One class: which rows, counted from when, how long, and what then."""

    name: str
    label: str
    table: str | None = None
    file: str | None = None
    since: tuple[str, ...] = ()
    also_past: tuple[str, ...] = ()
    only: dict[str, tuple[str | None, ...]] = {}
    days: int = 0
    hours: int = 0
    pace: Pace
    noted: bool = False
    behind: Literal["audit_horizons"] | None = None
    """What the database asks before it lets a row go."""

    action: Literal["delete", "clear"]
    clear: dict[str, Any] = {}
    unless_clear: str | None = None
    mark: str | None = None
    parts: tuple[Part, ...] = ()
    source: str
    year: int
    confidence: Literal["statute", "house", "unverified"]

    @property
    def time(self) -> timedelta:
        """Return how long it is kept."""
        return timedelta(days=self.days, hours=self.hours)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        """Refuse what would delete at once, or nothing, or again and again."""
        if self.days < 0 or self.hours < 0 or not self.time:
            raise ValueError("say how long: days or hours above 0")
        if (self.table is None) == (self.file is None):
            raise ValueError("name a table or a file")
        if self.table and not self.since:
            raise ValueError("name the column that time is counted from")
        if (self.action == "clear") != bool(self.clear):
            raise ValueError("name the columns to clear, and only then")
        if self.action == "clear" and not (self.mark or self.unless_clear):
            raise ValueError("name what tells that it was cleared")
        return self


@cache
def classes(file: Path = FILE) -> tuple[RetentionClass, ...]:
    """Return the classes in the order in which they are worked off.

    Raises:
        ConfigurationError: An entry makes no sense.
    """
    entries = _table(file)["classes"]
    try:
        return tuple(RetentionClass(**entry) for entry in entries)
    except ValidationError as error:
        [fault, *_] = error.errors(include_input=False, include_url=False)
        raise ConfigurationError(f"{file.name}: {fault['msg']}") from None


@cache
def kept(file: Path = FILE) -> Mapping[str, str]:
    """Return the tables that nothing is deleted from by itself, and why."""
    said: dict[str, str] = _table(file)["kept"]
    return said


def _table(file: Path) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return said

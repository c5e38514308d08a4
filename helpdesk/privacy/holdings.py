"""Where one person's data are, what they are called, and what becomes of them."""

from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from helpdesk.errors import ConfigurationError

FILE = Path(__file__).with_name("holdings.yml")
WORDS = Path(__file__).with_name("words.yml")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Entry):
    """Rows of another table that are cleared together with theirs."""

    table: str
    by: str
    clear: dict[str, Any]


class Keep(_Entry):
    """Which rows stay though deletion was asked for, and by what right."""

    when: dict[str, tuple[str, ...]] = {}
    stays: str | None = Field(None, alias="with")
    because: str
    source: str
    year: int
    confidence: Literal["statute", "house", "unverified"]


class Holding(_Entry):
    """One table with data of persons."""

    table: str
    label: str
    by: dict[str, str]
    guard: str | None = None
    also: dict[str, tuple[str, ...]] = {}
    hide: dict[str, tuple[Any, ...]] = {}
    fields: dict[str, str]
    then: Literal["delete", "clear", "follow"]
    clear: dict[str, Any] = {}
    mark: str | None = None
    unlink: dict[str, str | None] = {}
    parts: tuple[Part, ...] = ()
    keep: tuple[Keep, ...] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.then == "clear") != bool(self.clear):
            raise ValueError(f"{self.table}: name the columns to clear, and only then")
        return self


class Notes(_Entry):
    """What the person is told besides."""

    export: str
    export_left_out: tuple[str, ...]
    deletion: str
    deletion_left_out: tuple[str, ...]
    named: str
    nothing: str
    deleted_line: str
    cleared_line: str
    kept_line: str
    kept_source: str
    in_export: dict[str, str]


class Holdings(_Entry):
    """The whole table."""

    notes: Notes
    holdings: tuple[Holding, ...]
    plumbing: frozenset[str]
    elsewhere: dict[str, str]


@cache
def holdings(file: Path = FILE) -> Holdings:
    """Return the table of holdings, those above first.

    Raises:
        ConfigurationError: An entry makes no sense.
    """
    try:
        return Holdings(**yaml.safe_load(file.read_text("utf-8")))
    except ValidationError as error:
        [fault, *_] = error.errors(include_input=False, include_url=False)
        where = ".".join(str(part) for part in fault["loc"])
        raise ConfigurationError(f"{file.name}: {where}: {fault['msg']}") from None


@cache
def words() -> dict[str, dict[Any, str]]:
    """Return how the values of states are said, by the name of their enum."""
    said: dict[str, dict[Any, str]] = yaml.safe_load(WORDS.read_text("utf-8"))
    return said

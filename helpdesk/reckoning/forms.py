"""What a calculator asks: read from forms.yml, prefilled from a ticket."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting

from helpdesk.errors import NotFound
from helpdesk.models import Ticket

FILE = Path(__file__).with_name("forms.yml")


class FormKind(StrEnum):
    """What is written into a field."""

    money = "money"
    day = "day"
    number = "number"
    choice = "choice"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(_Strict):
    """One question."""

    label: str
    kind: FormKind
    optional: bool = False
    choices: Mapping[str, str] = {}
    told_as: str = Setting("", alias="from")
    """The answer of a form in which a worker may have told it."""


class Form(_Strict):
    """One calculator, as it is filled in."""

    title: str
    used_for: tuple[str, ...] = Setting(alias="for")
    fields: Mapping[str, Field]

    def prefilled(self, ticket: Ticket) -> dict[str, str]:
        """Return what a ticket tells already."""
        told = {
            name: ticket.details.get(field.told_as, "")
            for name, field in self.fields.items()
            if field.told_as
        }
        return {name: text for name, text in told.items() if text}


@cache
def forms() -> Mapping[str, Form]:
    """Read the forms once."""
    read = yaml.safe_load(FILE.read_text("utf-8"))
    return {name: Form.model_validate(each) for name, each in read.items()}


def form(name: str) -> Form:
    """Return one form."""
    try:
        return forms()[name]
    except KeyError:
        raise NotFound("no such calculator") from None

"""A calculator's numbers and sentences, read from the YAML file beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.errors import InvalidInput
from helpdesk.money import plain
from helpdesk.rules import rules as read

FOLDER = Path(__file__).parent
SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one file says: numbers with their source, steps, and refusals."""

    content: Mapping[str, Any]

    def number(self, name: str) -> Decimal:
        """Return a number that the rule turns on."""
        return Decimal(str(self.content["numbers"][name]["value"]))

    def whole(self, name: str) -> int:
        """Return a number of days, months or years."""
        return int(self.number(name))

    def say(self, name: str, **values: object) -> str:
        """Return a step with its values written as people read them."""
        return self._write("says", name, values)

    def caution(self, name: str, **values: object) -> str:
        """Return a warning of what is not known or not verified."""
        return self._write("cautions", name, values)

    def refusal(self, name: str, **values: object) -> InvalidInput:
        """Return the error that says in Chinese what is wrong with an input."""
        return InvalidInput(self._write("refuses", name, values))

    def _write(self, kind: str, name: str, values: Mapping[str, object]) -> str:
        written = {key: told(value) for key, value in values.items()}
        return str(self.content[kind][name]).format(**written)


@cache
def read_rules(file: Path) -> Rules:
    """Read a file of rules; also those that live beside another policy."""
    return Rules(read(file))


def rules(name: str) -> Rules:
    """Return the rules of a calculator by its name."""
    return read_rules(FOLDER / f"{name}.yml")


def told(value: object) -> object:
    """Write a day or a number as people read it; anything else stays.

    >>> told(date(2026, 7, 5)), told(Decimal("6.90"))
    ('2026年7月5日', '6.9')
    """
    if isinstance(value, date):
        form = str(rules(SHARED).content["date"])
        return form.format(year=value.year, month=value.month, day=value.day)
    return plain(value) if isinstance(value, Decimal) else value

"""What stands in the menu, and the words that a tapped entry says."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml

from helpdesk.errors import ConfigurationError

MENU = Path(__file__).with_name("menu.yml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: words that are said by a tap, or a page that opens."""

    name: str
    key: str | None = None
    says: str | None = None
    intent: str | None = None
    page: str | None = None

    def __post_init__(self) -> None:
        speaks = all((self.key, self.says, self.intent))
        if speaks is bool(self.page) or (self.page and (self.key or self.says)):
            raise ConfigurationError(
                f"menu entry “{self.name}” needs key, says and intent, or a page alone"
            )


@dataclass(frozen=True, slots=True)
class Column:
    """What one button of the menu bar opens."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """The whole menu."""

    columns: tuple[Column, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """Walk through the entries of all columns."""
        for column in self.columns:
            yield from column.entries

    @classmethod
    def read(cls, columns: list[dict[str, Any]]) -> Self:
        """Read the menu from YAML.

        Raises:
            ConfigurationError: A field is missing, unknown or said twice.
        """
        try:
            menu = cls(
                tuple(
                    Column(each["name"], tuple(Entry(**one) for one in each["entries"]))
                    for each in columns
                )
            )
        except (KeyError, TypeError) as error:
            raise ConfigurationError(f"menu.yml: {error}") from None
        keys = [entry.key for entry in menu.entries if entry.key]
        for key in keys:
            if keys.count(key) > 1:
                raise ConfigurationError(f"menu.yml: two entries have the key “{key}”")
        return menu


@cache
def load() -> Menu:
    """Read the menu, once."""
    return Menu.read(yaml.safe_load(MENU.read_text("utf-8")))


def words_of(key: str) -> str | None:
    """Return what the entry with a key says; None for a key of no entry.

    >>> words_of("wages")
    '老板拖欠我的工资'
    """
    return next((entry.says for entry in load().entries if entry.key == key), None)

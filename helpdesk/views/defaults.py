"""The views that everybody has: a file that a supervisor can read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from helpdesk.errors import ConfigurationError, InvalidInput
from helpdesk.tickets.wanted import Wanted

FILE = Path(__file__).with_name("defaults.yml")


@dataclass(frozen=True, slots=True)
class View:
    """Tickets that are wanted, under a name."""

    key: str
    title: str
    wanted: Wanted
    is_shared: bool = True
    is_own: bool = False
    """Whether the officer who looks made it, and may drop it."""


@cache
def defaults(file: Path = FILE) -> Mapping[str, View]:
    """Read the views once.

    Raises:
        ConfigurationError: One wants what there is not.
    """
    said = yaml.safe_load(file.read_text("utf-8"))
    try:
        found = [
            View(each["key"], each["title"], Wanted.read(each["wanted"]))
            for each in said
        ]
    except InvalidInput as error:
        raise ConfigurationError(f"{file.name}: {error}") from None
    return MappingProxyType({view.key: view for view in found})

"""Which identity level a service needs, read from one table."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from helpdesk.errors import ConfigurationError

ANONYMOUS = 0
MATCHED = 1  # phone and end of the ID number belong together
PROVED = 2  # and the phone is in the person's hand: one-time code
LEVELS = (ANONYMOUS, MATCHED, PROVED)
FILE = Path(__file__).with_name("levels.yml")


@cache
def needed(file: Path = FILE) -> Mapping[str, int]:
    """Return the level of every service that the table names.

    Raises:
        ConfigurationError: An entry has no level between 0 and 2, or no reason.
    """
    table = yaml.safe_load(file.read_text("utf-8"))
    for service, entry in table.items():
        if entry.get("level") not in LEVELS or not entry.get("why"):
            raise ConfigurationError(
                f"{file.name}: {service}: a level of 0 to 2 and why it is needed"
            )
    return MappingProxyType({name: entry["level"] for name, entry in table.items()})


def level_of(service: str) -> int:
    """Return the level a service needs; one that is not named needs proof."""
    return needed().get(service, PROVED)

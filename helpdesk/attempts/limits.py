"""How many wrong tries are allowed, by what they are counted against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.models import AttemptScope

FILE = Path(__file__).with_name("limits.yml")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries; then nothing is checked for a while."""

    allowed: int
    locked_for: timedelta
    forgotten_after: timedelta


@cache
def limits(file: Path = FILE) -> Mapping[AttemptScope, Limit]:
    """Return the limit of every scope.

    Raises:
        ConfigurationError: A scope is missing, unknown, or its numbers make no sense.
    """
    said = yaml.safe_load(file.read_text("utf-8"))["limits"]
    if set(said) != set(AttemptScope):
        raise ConfigurationError(f"{file.name}: name every scope once: {AttemptScope}")
    return MappingProxyType(
        {AttemptScope(name): _limit(file, name, entry) for name, entry in said.items()}
    )


def _limit(file: Path, name: str, entry: Mapping[str, Any]) -> Limit:
    numbers = [
        entry.get(each) for each in ("allowed", "locked_minutes", "forgotten_minutes")
    ]
    if not all(type(number) is int and number > 0 for number in numbers):
        raise ConfigurationError(f"{file.name}: {name}: three whole numbers above 0")
    allowed, locked, forgotten = numbers
    return Limit(int(allowed or 0), _minutes(locked), _minutes(forgotten))


def _minutes(number: int | None) -> timedelta:
    return timedelta(minutes=number or 0)

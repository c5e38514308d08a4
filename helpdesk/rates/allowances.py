"""How fast each kind of sender may be: a table that operators read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from helpdesk.errors import ConfigurationError

FILE = Path(__file__).with_name("rates.yml")


class Sender(StrEnum):
    """What requests are counted against."""

    address = "address"
    conversation = "conversation"
    poll = "poll"
    follower = "follower"
    call = "call"
    sign_in = "sign_in"
    program = "program"
    guess = "guess"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and so many a second in the long run."""

    burst: float
    per_second: float


@cache
def allowances(file: Path = FILE) -> Mapping[Sender, Allowance]:
    """Return what every kind of sender is allowed.

    Raises:
        ConfigurationError: A kind is missing, unknown, or its numbers make no sense.
    """
    said = yaml.safe_load(file.read_text("utf-8"))["rates"]
    if set(said) != set(Sender):
        raise ConfigurationError(f"{file.name}: name every sender once: {[*Sender]}")
    return MappingProxyType(
        {Sender(name): _allowance(file, name, entry) for name, entry in said.items()}
    )


def _allowance(file: Path, name: str, entry: Mapping[str, object]) -> Allowance:
    burst, per_second = entry.get("burst"), entry.get("per_second")
    if (
        not isinstance(burst, int | float)
        or not isinstance(per_second, int | float)
        or not (burst >= 1 and per_second > 0)
    ):
        raise ConfigurationError(
            f"{file.name}: {name}: burst from 1 and per_second above 0"
        )
    return Allowance(float(burst), float(per_second))

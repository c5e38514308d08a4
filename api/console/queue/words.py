"""What the list of tickets says: read from words.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from helpdesk.models import ChannelKind
from helpdesk.tickets.wanted import Due, Holder, Order, Pressed, Standing

FILE = Path(__file__).with_name("words.yml")


class Words(BaseModel):
    """Everything that words.yml says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due: Mapping[str, str]
    who: Mapping[str, str]
    since: Mapping[str, str]
    channels: Mapping[ChannelKind, str]
    standings: Mapping[Standing, str]
    holders: Mapping[Holder, str]
    dues: Mapping[Due, str]
    presses: Mapping[Pressed, str]
    orders: Mapping[Order, str]
    done: Mapping[str, str]
    why: Mapping[str, str]
    views: Mapping[str, str]
    gone: str


@cache
def words() -> Words:
    """Read the texts once."""
    return Words.model_validate(yaml.safe_load(FILE.read_text("utf-8")))

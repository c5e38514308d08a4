"""What the plan reckons with: measured costs and assumed days, read from YAML."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

HOME = Path(__file__).parent
PROCESSES = ("bot", "actions", "api")
"""What serves a turn, beside the database."""

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[float, Field(gt=0)]


class Facts(BaseModel):
    """What stands in a file; a name that nobody reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Database(Facts):
    """What a turn asks of PostgreSQL."""

    milliseconds: float
    commits: float


class Stored(Facts):
    """Bytes that stay on disk."""

    turn: float
    ticket: float
    member: float


class Costs(Facts):
    """What was measured."""

    source: str
    measured: Any
    turn: Mapping[str, Mapping[str, float]]
    intake_share: Share
    database: Database
    spread: Count
    memory: Mapping[str, float]
    stored: Stored

    def milliseconds(self, process: str) -> float:
        """Return what a turn of the mix costs a process."""
        asked, taken_in = self.turn["questions"], self.turn["intake"]
        share = self.intake_share
        return (1 - share) * asked[process] + share * taken_in[process]


class Size(Facts):
    """How many members."""

    name: str
    members: int


class Day(Facts):
    """How full a day is."""

    writers: Share
    turns: Count
    peak_hour: Share
    burst: Count
    tickets: Share

    def turns_a_day(self, members: int) -> float:
        """Return the turns of the whole day."""
        return members * self.writers * self.turns

    def peak(self, members: int) -> float:
        """Return the turns a second in the fullest minutes."""
        return self.turns_a_day(members) * self.peak_hour / 3600 * self.burst


class Notice(Facts):
    """How followers answer a message to all of them."""

    followers: Share
    answers: Share
    turns: Count
    answer_minutes: Count
    days_a_year: Count

    def answering(self, members: int) -> float:
        """Return how many people answer."""
        return members * self.followers * self.answers

    def peak(self, members: int, *, minutes: float) -> float:
        """Return the turns a second when the sending ends after so many minutes.

        Answers come in at the rate of the sending, put off by an exponential delay:
        the rate climbs as 1 - exp(-t / mean) until the last message is out.
        """
        rate = self.answering(members) / (60 * minutes)
        share = 1 - math.exp(-minutes / self.answer_minutes)
        return rate * share * self.turns

    def minutes_for(self, members: int, *, turns_a_second: float) -> float:
        """Return how slowly a notice has to go out for its answers to be served."""
        minutes = 1.0
        while self.peak(members, minutes=minutes) > turns_a_second:
            minutes *= 1.02
        return minutes


class Officer(Facts):
    """What one officer settles."""

    tickets_a_day: Count


class Machine(Facts):
    """One machine of the plan."""

    cores: Count
    full: Share


class PostgreSQL(Facts):
    """What one database server does."""

    commits_a_second: Count
    cores: Count


class Demand(Facts):
    """What is assumed."""

    sizes: tuple[Size, ...]
    days: Mapping[str, Day]
    notice: Notice
    think: Count
    days_a_year: Mapping[str, float]
    kept_years: Count
    officer: Officer
    machine: Machine
    postgresql: PostgreSQL


def costs(path: Path = HOME / "costs.yml") -> Costs:
    """Read what was measured."""
    return Costs.model_validate(yaml.safe_load(path.read_text("utf-8")))


def demand(path: Path = HOME / "demand.yml") -> Demand:
    """Read what is assumed."""
    return Demand.model_validate(yaml.safe_load(path.read_text("utf-8")))

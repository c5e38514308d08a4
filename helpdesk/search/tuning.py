"""The numbers and word lists of the search, read from search.yml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from helpdesk.models import SearchKind

FILE = Path(__file__).with_name("search.yml")


class Tuning(BaseModel):
    """Everything that search.yml says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    longest_question: int
    most_words: int
    steps: tuple[int, ...]
    window: Mapping[SearchKind, int]
    overview: Mapping[SearchKind, int]
    half_life_days: float
    whole_bonus: float
    around: int
    excerpts: int
    messages: int
    stop_words: frozenset[str]


@cache
def tuning() -> Tuning:
    """Read the numbers once."""
    return Tuning.model_validate(yaml.safe_load(FILE.read_text("utf-8")))

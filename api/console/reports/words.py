"""What the pages of reports say by program: read from words.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from helpdesk.reports.topics import Change

FILE = Path(__file__).with_name("words.yml")


class Words(BaseModel):
    """Everything that words.yml says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: Mapping[str, str]
    charts: Mapping[str, str]
    series: Mapping[str, str]
    labels: Mapping[str, str]
    changes: Mapping[Change, str]
    paragraphs: Mapping[str, str]
    alerts: Mapping[str, str]
    say: Mapping[str, str]


@cache
def words() -> Words:
    """Read the texts once."""
    return Words.model_validate(yaml.safe_load(FILE.read_text("utf-8")))

"""The words that people agree to, purpose by purpose."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.models import ConsentPurpose

TEXTS = Path(__file__).with_name("texts.yml")


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What is asked, in which version, and what a withdrawal means."""

    purpose: ConsentPurpose
    version: str
    name: str
    text: str
    withdrawal: str
    separate: bool
    source: str


@cache
def consent_text(purpose: ConsentPurpose) -> ConsentText:
    """Return the words of a purpose as they are now."""
    texts: dict[str, Any] = yaml.safe_load(TEXTS.read_text("utf-8"))
    entry = texts[purpose]
    return ConsentText(purpose, **entry | {"version": str(entry["version"])})

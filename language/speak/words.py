"""The words that stand in words.yml, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("words.yml")


@cache
def words() -> Mapping[str, Any]:
    """Read the lists."""
    content: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def word(name: str) -> str:
    """Return one word."""
    return str(words()[name])

"""Rules as data: a file that officers read, and the program with them."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def rules(path: Path) -> dict[str, Any]:
    """Read a file of rules, once."""
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content

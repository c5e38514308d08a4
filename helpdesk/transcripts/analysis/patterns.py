"""Regular expressions of a rules file, compiled once."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from helpdesk.rules import rules


@cache
def pattern(file: Path, *path: str) -> re.Pattern[str]:
    """Compile the expression, or the list of alternatives, under a path of keys."""
    entry: Any = rules(file)
    for name in path:
        entry = entry[name]
    listed = [entry] if isinstance(entry, str) else entry
    return re.compile("|".join(f"(?:{each})" for each in listed) or "(?!)")

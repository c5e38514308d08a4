"""Writes a result down: Markdown for people, JSON for whoever compares runs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOME = Path(__file__).with_name("results")


def keep(
    name: str, text: str, figures: Mapping[str, Any], *, where: Path | None = None
) -> None:
    """Print a result and keep it under its name and day."""
    folder, day = where or HOME, datetime.now(UTC).date().isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    whole = f"# {name.capitalize()}, {day}\n\n{_machine()}\n\n{text}\n"
    (folder / f"{day}-{name}.md").write_text(whole, "utf-8")
    told = {"day": day, "machine": _machine(), "figures": dict(figures)}
    content = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / f"{day}-{name}.json").write_text(f"{content}\n", "utf-8")
    print(whole)


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """Write rows of the same columns as Markdown.

    >>> print(table([{"a": "1", "b": "2"}]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    if not rows:
        return ""
    head = f"| {' | '.join(rows[0])} |"
    lines = (f"| {' | '.join(row.values())} |" for row in rows)
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *lines])


def cell(value: float) -> str:
    """Write a figure.

    >>> cell(12.34), cell(1234.5), cell(7)
    ('12.3', '1,234', '7')
    """
    whole = isinstance(value, int) or value >= 1000
    return f"{value:,.0f}" if whole else f"{value:.1f}"


def _machine() -> str:
    busy, *_ = os.getloadavg()
    return (
        f"{os.cpu_count()} cores, Linux {platform.machine()}; "
        f"load average at the end {busy:.1f}."
    )

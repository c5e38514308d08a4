"""Check the revisions after the gate was set up; exit code 1 when one is refused."""

import re
import sys
from pathlib import Path

from tools.migrations.revisions import Step, read
from tools.migrations.rules import findings

ROOT = Path(__file__).parents[2]
LAST_BEFORE = "0021"
"""The revisions up to here were made before anybody ran this in several processes."""


def guarded(folder: Path) -> list[Step]:
    """Return the revisions that the rules hold for."""
    return [step for step in read(folder) if step.name > LAST_BEFORE]


def releases() -> set[str]:
    """Return the releases that are out."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    return set(re.findall(r"^## \[(\d[^\]]*)\]", text, re.MULTILINE))


def main() -> int:
    """Print every finding, then one line of totals."""
    steps = guarded(ROOT / "migrations")
    found = list(findings(steps, releases()))
    for finding in found:
        print(finding)
    print(f"{len(steps)} revisions: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""The bill of materials of each environment: python -m tools.bill FOLDER.

CycloneDX reads what is installed. The checkers share an environment with the service,
so each bill holds what its own lock names.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tools.audit import locks

ROOT = Path(__file__).parents[1]
PLACES = {"service": ".venv", "bot": ".venv-bot", "dev": ".venv"}


def bill(environment: str) -> dict[str, Any]:
    """Return the bill of one environment, the same for the same lock."""
    python = ROOT / PLACES[environment] / "bin" / "python"
    told = subprocess.run(  # noqa: S603 - our own environment's program
        [
            *(sys.executable, "-m", "cyclonedx_py", "environment"),
            *("--output-reproducible", "--sv", "1.6", "--of", "JSON"),
            *("-o", "-", str(python)),
        ],
        capture_output=True,
        check=True,
    )
    return of_lock(json.loads(told.stdout), locks()[environment])


def of_lock(content: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Leave of a bill what a lock names.

    >>> of_lock({"components": [{"name": "Six", "bom-ref": "six==1"}]}, {"attrs"})
    {'components': [], 'dependencies': []}
    """
    kept = [
        each
        for each in content["components"]
        if canonicalize_name(each["name"]) in names
    ]
    known = {each["bom-ref"] for each in kept}
    arrows = [
        {
            **each,
            "dependsOn": [ref for ref in each.get("dependsOn", ()) if ref in known],
        }
        for each in content.get("dependencies", ())
        if each["ref"] in known
    ]
    return {**content, "components": kept, "dependencies": arrows}


def main() -> int:
    """Write the three bills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for environment in PLACES:
        content = bill(environment)
        file = folder / f"{environment}.cdx.json"
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False), "utf-8")
        print(f"{file}: {len(content['components'])} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What we ship and under which licences: python -m tools.licences.

Everything permissive passes; whatever asks something of those who pass it on, or says
nothing of itself, stands in requirements/licences.yml with what that means for us.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name

from tools.audit import locks

ROOT = Path(__file__).parents[1]
REVIEWED = ROOT / "requirements" / "licences.yml"
PLACES = {"service": ".venv", "bot": ".venv-bot"}
"""Where what we ship is installed; what only checks the code is not shipped."""

PERMISSIVE = re.compile(
    r"\b(0BSD|Apache|BSD|CC0|HPND|ISC|MIT|PSF|Python|TCL|Unlicense|Zlib)\b",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"A?GPL|LGPL|GNU|MPL|Mozilla|EUPL|CDDL|EPL|SSPL|BUSL|Commons Clause|Proprietary",
    re.IGNORECASE,
)


def installed(environment: str) -> dict[str, str]:
    """Return what is installed of a lock, each with what it says of its licence."""
    places = (ROOT / PLACES[environment] / "lib").glob("python3*/site-packages")
    said: dict[str, str] = {
        canonicalize_name(each.metadata["Name"]): licence_of(each)
        for each in distributions(path=[str(place) for place in places])
    }
    return {name: said[name] for name in locks()[environment] if name in said}


def licence_of(package: Distribution) -> str:
    """Return what a package says: its expression, else classifiers and a line."""
    if expression := package.metadata.get("License-Expression"):
        return str(expression)
    classifiers = package.metadata.get_all("Classifier") or []
    named = [each for each in classifiers if each.startswith("License ::")]
    free = str(package.metadata.get("License") or "").strip().splitlines()[:1]
    return "; ".join([each.rpartition(" :: ")[2] for each in named] + free)


def is_permissive(licence: str) -> bool:
    """Tell whether a licence asks no more than to be named.

    >>> is_permissive("BSD-3-Clause OR Apache-2.0"), is_permissive("MPL-2.0 AND MIT")
    (True, False)
    """
    return bool(PERMISSIVE.search(licence)) and not ASKING.search(licence)


def reviewed(file: Path = REVIEWED) -> dict[str, str]:
    """Return what somebody looked at: package and the licence that it had then."""
    entries: Mapping[str, Mapping[str, str]] = yaml.safe_load(file.read_text("utf-8"))
    return {name: entry["licence"] for name, entry in entries.items() if entry["why"]}


def complaints(
    shipped: Mapping[str, Mapping[str, str]], looked_at: Mapping[str, str]
) -> Iterator[str]:
    """Yield what is to be looked at, and what need not be any more."""
    asking = {
        name: licence
        for packages in shipped.values()
        for name, licence in packages.items()
        if not is_permissive(licence)
    }
    for name, licence in sorted(asking.items()):
        if name not in looked_at:
            yield f"{name}: {licence or 'says nothing'}: review it in {REVIEWED.name}"
        elif looked_at[name] != licence:
            yield f"{name}: was {looked_at[name]}, is {licence}: look again"
    for name in sorted(looked_at.keys() - asking.keys()):
        yield f"{name}: is not there, or asks nothing: strike it out"


def main() -> int:
    """Look, and fail where something is to be looked at."""
    shipped = {environment: installed(environment) for environment in PLACES}
    told = list(complaints(shipped, reviewed()))
    print("\n".join(told), file=sys.stderr)
    count = sum(len(packages) for packages in shipped.values())
    print(f"{count} packages, {len(told)} licences to be seen to")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())

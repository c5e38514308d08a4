"""Known weaknesses of what is installed: python -m tools.audit.

The locks are compared with a snapshot of the advisories, so that the gate says the
same wherever it runs; `--renew` asks PyPI for a new one and is refused where not every
package could be asked: an auditor who could not look has found nothing.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

LOCKS = Path(__file__).parents[1] / "requirements"
ENVIRONMENTS = ("service", "bot", "dev")
SNAPSHOT = LOCKS / "advisories.yml"
EXCEPTIONS = LOCKS / "audit.yml"
_PIN = re.compile(r"^([\w.-]+==[^\s;]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Advisory:
    """Which versions of a package have which weakness."""

    package: str
    id: str
    affected: SpecifierSet


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A weakness that an environment has."""

    environment: str
    package: str
    version: str
    id: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.environment}: {self.package} {self.version}: {self.id}"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finding that somebody looked at, why it does no harm here, and until when."""

    finding: Finding
    until: date


def pins(lock: str) -> dict[str, str]:
    """Return package and version of every line of a lock."""
    found = (Requirement(line) for line in _PIN.findall(lock))
    return {
        canonicalize_name(each.name): next(iter(each.specifier)).version
        for each in found
    }


def advisories(file: Path = SNAPSHOT) -> list[Advisory]:
    """Read the snapshot."""
    return [
        Advisory(
            canonicalize_name(package), each["id"], SpecifierSet(str(each["affected"]))
        )
        for package, entries in _read(file)["advisories"].items()
        for each in entries
    ]


def reviewed(file: Path = EXCEPTIONS) -> list[Reviewed]:
    """Read what was looked at; an entry without a reason is none."""
    found = []
    for entry in _read(file)["reviewed"]:
        if len(str(entry["why"])) < 20:  # fewer characters give no reason
            raise ValueError(f"{file.name}: {entry['package']}: say why")
        found += [
            Reviewed(
                Finding(
                    entry["environment"], entry["package"], str(entry["version"]), each
                ),
                entry["until"],
            )
            for each in entry["ids"]
        ]
    return found


def findings(
    locked: Mapping[str, Mapping[str, str]], known: Iterable[Advisory]
) -> Iterator[Finding]:
    """Yield what the environments have, by what is known."""
    for each in known:
        for environment, versions in locked.items():
            version = versions.get(each.package)
            if version and each.affected.contains(version, prereleases=True):
                yield Finding(environment, each.package, version, each.id)


def complaints(
    found: set[Finding], looked_at: Iterable[Reviewed], *, today: date
) -> Iterator[str]:
    """Yield what is to be done: review, upgrade, review again, strike out."""
    listed = {each.finding: each.until for each in looked_at}
    for finding in sorted(found - listed.keys()):
        yield f"{finding}: upgrade it, or review it in {EXCEPTIONS.name}"
    for finding in sorted(listed.keys() - found):
        yield f"{finding}: is not there any more; strike it out of {EXCEPTIONS.name}"
    for finding in sorted(found & listed.keys()):
        if listed[finding] < today:
            yield f"{finding}: was reviewed until {listed[finding]}; look again"


def locks() -> dict[str, dict[str, str]]:
    """Return what each environment has."""
    return {
        name: pins((LOCKS / f"{name}.txt").read_text("utf-8")) for name in ENVIRONMENTS
    }


def snapshot_of(told: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """Return what pip-audit told, as the snapshot has it.

    Raises:
        ValueError: Of some package nothing could be learnt.
    """
    kept: dict[str, list[dict[str, str]]] = {}
    for package in told:
        if "skip_reason" in package:
            raise ValueError(package["skip_reason"])
        for weakness in package["vulns"]:
            entry = {"id": weakness["id"], "affected": f"=={package['version']}"}
            entries = kept.setdefault(canonicalize_name(package["name"]), [])
            if entry not in entries:
                entries.append(entry)
    return kept


def renew() -> None:
    """Ask PyPI about every package of the locks and write a new snapshot."""
    told = [each for name in ENVIRONMENTS for each in _ask(name)]
    content = {
        "renewed": date.today().isoformat(),  # noqa: DTZ011 - a day on this calendar
        "source": "pip-audit, PyPI's advisories",
        "advisories": snapshot_of(told),
    }
    SNAPSHOT.write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8"
    )


def _ask(environment: str) -> list[dict[str, Any]]:
    lock = LOCKS / f"{environment}.txt"
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    asked = subprocess.run(  # noqa: S603 - our own environment's program
        [*command, "--progress-spinner", "off", "-f", "json", "-r", str(lock)],
        capture_output=True,
        text=True,
        check=False,
    )
    told: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    return told


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return content


def main() -> int:
    """Compare, say what is to be done, and fail when anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renew", action="store_true", help="ask PyPI first")
    if parser.parse_args().renew:
        try:
            renew()
        except ValueError as error:
            print(f"no new snapshot: {error}", file=sys.stderr)
            return 1
    found = set(findings(locks(), advisories()))
    today = date.today()  # noqa: DTZ011 - a day on this calendar
    told = list(complaints(found, reviewed(), today=today))
    print("\n".join(told), file=sys.stderr)
    print(
        f"{len(found)} findings, {len(told)} to be seen to; advisories as of "
        f"{_read(SNAPSHOT)['renewed']} ({_read(SNAPSHOT)['source']})"
    )
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())

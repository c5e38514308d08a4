"""Fuzz the readers, guided by what code they reach: python -m benchmarks.fuzz.

Atheris never returns, so each target runs in a process of its own, for so long. Fails
when one raised what is no refusal, hung, or took too much memory; the bytes that did it
are left in the folder that is named.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
LONGEST = 20_000
"""Bytes: more finds nothing new and takes longer."""


def run(target: str, *, seconds: int, folder: Path) -> bool:
    """Fuzz one target in another process; tell whether it held."""
    grown = folder / target
    shutil.copytree(CORPUS / target, grown)
    command = [
        *(sys.executable, "-m", "benchmarks.fuzz", target, "--here", str(grown)),
        *(f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20"),
        *("-rss_limit_mb=900", f"-artifact_prefix={folder}/{target}-"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    told = ended.stderr.splitlines()
    done = [line for line in told if line.startswith("Done ")]
    print(f"{target}: {done[0] if done else told[-12:]}", flush=True)
    return ended.returncode == 0


def here(target: str, arguments: list[str]) -> None:
    """Fuzz in this process, until libFuzzer ends it."""
    import atheris  # instruments what is imported after it

    with atheris.instrument_imports(
        include=["wechat", "helpdesk.transcripts", "helpdesk.imports", "language"]
    ):
        from benchmarks.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def main() -> int:
    """Fuzz all targets, or the one named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", help="all when none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    said, more = parser.parse_known_args()
    if said.here:
        here(said.target, more)
    targets = [said.target] if said.target else sorted(p.name for p in CORPUS.iterdir())
    folder = Path(tempfile.mkdtemp(prefix="gonghui-fuzz-"))
    held = [run(each, seconds=said.seconds, folder=folder) for each in targets]
    if all(held):
        shutil.rmtree(folder)
        return 0
    print(f"what broke it lies in {folder}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

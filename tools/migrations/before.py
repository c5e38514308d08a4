"""Try the program before on the schema of today: its own tests, with our revisions.

The program before is the commit right before the newest revision came, or the one
that is named: `python -m tools.migrations.before [COMMIT] [TEST…]`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.migrations.__main__ import ROOT

CORE = (
    "tests/helpdesk/tickets",
    "tests/helpdesk/conversations",
    "tests/helpdesk/casework",
    "tests/helpdesk/members",
    "tests/helpdesk/notifications",
    "tests/api/chat",
)
"""What a worker notices: talking, tickets, who somebody is, what is sent."""


def main(arguments: list[str]) -> int:
    """Run the tests; return their exit code."""
    commit = arguments[0] if arguments else before_newest()
    with tempfile.TemporaryDirectory(prefix="gonghui-before-") as folder:
        lay_out(Path(folder), commit)
        print(f"the program of {commit[:12]} on the schema of today", flush=True)
        tests = arguments[1:] or [test for test in CORE if Path(folder, test).exists()]
        return subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
            cwd=folder,
        ).returncode


def before_newest() -> str:
    """Return the commit right before the newest revision came."""
    newest = max((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    shown = ("--first-parent", "-m", "--diff-filter=A", "--format=%H")
    came = _git("log", *shown, "--", str(newest)).split()
    return _git("rev-parse", f"{came[-1]}^").strip()


def lay_out(folder: Path, commit: str) -> None:
    """Write the program of a commit into a folder, with the revisions of today."""
    packed = folder / "program.tar"
    _git("archive", f"--output={packed}", commit)
    shutil.unpack_archive(packed, folder, filter="data")
    packed.unlink()
    shutil.rmtree(folder / "migrations")
    shutil.copytree(ROOT / "migrations", folder / "migrations")


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - arguments are ours
        ["git", *arguments],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

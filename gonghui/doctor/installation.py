"""Whether what is to run is all there: environments, model, programs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gonghui.findings import Finding, doubtful, fine, wrong
from gonghui.places import BOT_PYTHON, ROOT, trained_model
from gonghui.teaching import is_current
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(.*)$")
LOCKED = ROOT / "requirements" / "service.txt"


def look(settings: Settings) -> Iterator[Finding]:
    """Look at both environments, the model and the programs that are called."""
    yield _packages(LOCKED)
    yield _bot()
    yield _model(settings)
    if settings.is_production:
        yield _program("pg_dump", "`gonghui backup` needs it: postgresql-client")
    if not settings.voice_url:
        yield _program(
            "espeak-ng",
            "the hotline has no voice without it: espeak-ng, or a voice "
            "by GONGHUI_VOICE_URL",
            needed=settings.agi_port != 0,
        )


def _packages(locked: Path) -> Finding:
    """Compare what is installed with what was tested."""
    if not locked.is_file():
        return fine(f"Python {sys.version.split()[0]}")
    differing = [name for name, pin in _pins(locked) if _installed(name) != pin]
    if differing:
        named = ", ".join(differing[:5])
        return wrong(
            f"{len(differing)} packages are not those of {locked.name}: {named}",
            "`make setup`, or build the image anew",
        )
    return fine(f"Python {sys.version.split()[0]}, packages as in {locked.name}")


def _pins(locked: Path) -> Iterator[tuple[str, str]]:
    """Yield the packages that this machine needs."""
    for line in locked.read_text("utf-8").splitlines():
        found = PINNED.match(line)
        if found and ";" not in found[3]:  # a marker: of other systems, mostly
            yield found[1], found[2]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _bot() -> Finding:
    if not BOT_PYTHON.exists():
        return doubtful(
            "Rasa's environment is not on this machine",
            "fine where bots run elsewhere; else `make setup`",
        )
    asked = "import rasa, sys; print(rasa.__version__, sys.version.split()[0])"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [BOT_PYTHON, "-W", "ignore", "-c", asked],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        return wrong("Rasa does not load in its environment", "`make setup`")
    rasa, python = done.stdout.split()
    return fine(f"Rasa {rasa} on Python {python}")


def _model(settings: Settings) -> Finding:
    try:
        model = trained_model(settings)
    except ConfigurationError as error:
        return wrong(f"{error}", "`gonghui train`, or set GONGHUI_MODEL")
    megabytes = model.stat().st_size / 1e6
    if not is_current(model.parent):
        return doubtful(
            f"the model ({megabytes:.0f} MB) was made from other sources",
            "`gonghui train`; or the model and the program are of two releases",
        )
    return fine(f"the model ({megabytes:.0f} MB) was made from these sources")


def _program(name: str, why: str, *, needed: bool = False) -> Finding:
    if shutil.which(name):
        return fine(f"{name} is there")
    say = wrong if needed else doubtful
    return say(f"{name} is not installed", why)

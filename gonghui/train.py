"""`gonghui train`: teach the Rasa model when its sources have changed."""

import hashlib
import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from gonghui.places import ROOT, bot_python, models
from helpdesk.config import Settings

NAME = "gonghui"
# Everything that can change what the trained model does.
SOURCES = (
    "nlu_data/intents.yml",
    "nlu_data/entities.yml",
    "nlu_data/examples",
    "nlu_data/lookups",
    "nlu_data/dictionaries",
    "nlu_data/synonyms",
    "nlu_data/lexicon",
    "bot/config.yml",
    "bot/domain",
    "bot/rules",
    "bot/components",
    "language",
    "requirements/bot.txt",
)

# What only speaks: no model hears it.
UNHEARD = ("language/speak",)


def fingerprint(sources: Iterable[str] = SOURCES, root: Path = ROOT) -> str:
    """Return a digest of all that the model is made from."""
    digest = hashlib.sha256()
    for file in _files(sources, root):
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(sources: Iterable[str], root: Path) -> Iterable[Path]:
    for source in sources:
        place = root / source
        if place.is_file():
            yield place
        yield from sorted(
            file
            for file in place.rglob("*")
            if file.is_file()
            and "__pycache__" not in file.parts
            and not file.relative_to(root).as_posix().startswith(UNHEARD)
        )


def is_current(folder: Path) -> bool:
    """Tell whether the model in a folder was made from today's sources."""
    mark = folder / f"{NAME}.sha256"
    model = folder / f"{NAME}.tar.gz"
    return model.exists() and mark.exists() and mark.read_text() == fingerprint()


def train(
    force: Annotated[bool, typer.Option(help="even when nothing has changed")] = False,
) -> None:
    """Train the Rasa model; does nothing when its sources have not changed."""
    folder = models(Settings())
    if not force and is_current(folder):
        print(f"the model in {folder} is current")
        return
    begun, made_from = time.monotonic(), fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / f"{NAME}.sha256"
    mark.unlink(missing_ok=True)
    code = subprocess.run(_command(folder), cwd=ROOT, env=_environment()).returncode  # noqa: S603 - our own command line
    if code:
        raise typer.Exit(code)
    mark.write_text(made_from)
    print(f"trained {folder / NAME}.tar.gz in {time.monotonic() - begun:.0f} s")


def _command(folder: Path) -> list[str]:
    return [
        *(str(bot_python()), "-m", "bot", "train"),
        *("--config", "bot/config.yml", "--domain", "bot/domain"),
        *("--data", "nlu_data/examples", "bot/rules"),
        *("--out", str(folder.resolve()), "--fixed-model-name", NAME),
        "--skip-validation",  # it reads all examples once more; `make check` validates
    ]


def _environment() -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }

"""What the model is made from and how it is trained, for machines and for images.

It runs in Rasa's environment too (`python -m gonghui.teaching FOLDER` makes the model
of an image), so it imports nothing but Python's own library.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
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
    mark, model = _mark(folder), folder / f"{NAME}.tar.gz"
    return model.exists() and mark.exists() and mark.read_text() == fingerprint()


def teach(python: Path, folder: Path) -> int:
    """Train the model with Rasa's interpreter; return its exit code.

    The mark says what the model was made from, also when a source changes meanwhile.
    """
    mark, made_from = _mark(folder), fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    command = [
        *(str(python), "-m", "bot", "train"),
        *("--config", "bot/config.yml", "--domain", "bot/domain"),
        *("--data", "nlu_data/examples", "bot/rules"),
        *("--out", str(folder.resolve()), "--fixed-model-name", NAME),
        "--skip-validation",  # it reads all examples once more; `make check` validates
    ]
    code = subprocess.run(command, cwd=ROOT, env=_environment()).returncode  # noqa: S603 - our own command line
    if not code:
        mark.write_text(made_from)
    return code


def _mark(folder: Path) -> Path:
    return folder / f"{NAME}.sha256"


def _environment() -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


if __name__ == "__main__":
    sys.exit(teach(Path(sys.executable), Path(sys.argv[1])))

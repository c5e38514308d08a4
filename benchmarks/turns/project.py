"""The stock side's project: the files beside this one, and examples of ours."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from benchmarks.turns.dialogues import script
from gonghui.places import NLU_DATA, ROOT, bot_python
from gonghui.processes import inherited

TEMPLATE = Path(__file__).with_name("stock")
WORK = ROOT / "var" / "bench"
EXAMPLES = 40
TRAINING_SECONDS = 1800
BESIDES = ("affirm", "deny", "greet", "thank")


def trained() -> Path:
    """Build and train the stock project unless that was done; return its folder."""
    sources = sorted(path for path in TEMPLATE.rglob("*.*") if path.suffix != ".pyc")
    told = repr([_written(), *(path.read_text("utf-8") for path in sources)])
    folder = WORK / f"turns {hashlib.sha256(told.encode()).hexdigest()[:16]}"
    if not (folder / "models" / "stock.tar.gz").exists():
        build(folder)
        _train(folder)
    return folder


def build(folder: Path) -> None:
    """Write the project into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, content in _written().items():
        told = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(told, "utf-8")


def environment() -> dict[str, str]:
    """Return what Rasa's processes are told, and nothing of ours."""
    return inherited() | {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def _written() -> dict[str, Any]:
    """Return the files that depend on the dialogues and on our examples."""
    questions: dict[str, str] = script()["questions"]
    intake = script()["intake"]
    begun = {intake["intent"]: intake["stock Rasa"][0]}
    intents = questions | begun | dict.fromkeys(BESIDES, "")
    return {
        "domain/questions.yml": _domain(questions, list(intents)),
        "data/questions.yml": _talks(list(questions)),
        "data/nlu.yml": {
            "version": "3.1",
            "nlu": [_taught(intent, line) for intent, line in intents.items()],
        },
    }


def _domain(questions: dict[str, str], intents: list[str]) -> dict[str, Any]:
    answer = script()["stock answer"]
    told = {
        f"utter_{name}": [{"text": answer.format(line)}]
        for name, line in questions.items()
    }
    entities = yaml.safe_load((NLU_DATA / "entities.yml").read_text("utf-8"))
    return {
        "version": "3.1",
        "intents": intents,
        "entities": list(entities),
        "responses": told,
    }


def _talks(questions: list[str]) -> dict[str, Any]:
    """One rule a question, and stories of two for the policies that learn stories."""

    def steps(*names: str) -> list[dict[str, str]]:
        return [
            step
            for name in names
            for step in ({"intent": name}, {"action": f"utter_{name}"})
        ]

    pairs = zip(questions, questions[1:] + questions[:1], strict=True)
    return {
        "version": "3.1",
        "rules": [
            {"rule": f"answer {name}", "steps": steps(name)} for name in questions
        ],
        "stories": [
            {"story": f"{a}, then {b}", "steps": steps(a, b)} for a, b in pairs
        ],
    }


def _taught(intent: str, line: str) -> dict[str, str]:
    """Take some of our examples of an intent, evenly, and the line that is asked."""
    [path] = NLU_DATA.glob(f"examples/*/{intent}.yml")
    blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    lines = [example for block in blocks for example in block["examples"].splitlines()]
    some = lines[:: max(1, len(lines) // EXAMPLES)][:EXAMPLES]
    asked = [f"- {line}"] if line else []
    return {"intent": intent, "examples": "\n".join([*asked, *some]) + "\n"}


def _train(folder: Path) -> None:
    command = (
        *(str(bot_python()), "-W", "ignore", "-m", "rasa", "train"),
        *("--domain", "domain", "--data", "data", "--config", "config.yml"),
        *("--out", "models", "--fixed-model-name", "stock"),
    )
    with (folder / "training.txt").open("w") as log:
        subprocess.run(
            command,
            cwd=folder,
            env=environment(),
            timeout=TRAINING_SECONDS,
            check=True,
            stdout=log,
            stderr=subprocess.STDOUT,
        )

"""This project's language model beside stock Rasa for Chinese, in one run.

.venv/bin/python -m benchmarks.nlu --help
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.nlu.datasets import Dataset, cais, own, write_task
from language import Catalogue, Entity, Request, Understood
from language import evaluate as measures
from language.cases import Case
from language.evaluate import Answers

ROOT = Path(__file__).parents[2]
WORK = ROOT / "var" / "bench"
SIDES = {
    "gonghui": (ROOT / ".venv/bin/python", "benchmarks.nlu.ours"),
    "stock Rasa": (ROOT / ".venv-bot/bin/python", "benchmarks.nlu.stock"),
}


def main() -> None:
    """Train both sides on the same examples, ask both the same, print one table."""
    wanted = _arguments()
    results = WORK / "nlu.json"
    told = json.loads(results.read_text("utf-8")) if results.exists() else {}
    for dataset in _datasets(wanted):
        figures = {side: _compete(dataset, side, wanted.epochs) for side in SIDES}
        told[dataset.name] = {
            "day": datetime.now(UTC).date().isoformat(),
            "data": dataset.fingerprint,
            "examples": len(dataset.examples),
            "epochs of DIET": wanted.epochs,
            "figures": figures,
        }
        results.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        print(table(told[dataset.name], dataset.name), end="\n\n", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--epochs", type=int, default=40, help="of DIET")
    parser.add_argument(
        "--every", type=int, default=1, help="teach every n-th example only"
    )
    parser.add_argument("--cases", type=Path, nargs="*", default=[], help="JSON lines")
    parser.add_argument("--cais", type=Path, help="the folder of CAIS")
    parser.add_argument("--only", choices=("own", "cais"), help="one of the two tasks")
    return parser.parse_args()


def _datasets(wanted: argparse.Namespace) -> Iterator[Dataset]:
    if wanted.only != "cais":
        yield own(wanted.cases, wanted.every)
    if wanted.cais and wanted.only != "own":
        no_lists = WORK / "no lists"
        no_lists.mkdir(parents=True, exist_ok=True)
        yield cais(wanted.cais, no_lists)


def _compete(dataset: Dataset, side: str, epochs: int) -> dict[str, Any]:
    """Train one side unless it was trained on these data, and measure it."""
    python, module = SIDES[side]
    folder = WORK / f"{dataset.name} {dataset.fingerprint} {epochs} {module}"
    if not (folder / "training.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_task(dataset, folder / "task.json", epochs=epochs)
        _run(python, module, "train", folder / "task.json", folder)
    figures: dict[str, Any] = json.loads((folder / "training.json").read_text("utf-8"))
    for name, cases in dataset.cases.items():
        texts, answers = folder / "texts.json", folder / "answers.json"
        asked = [(case.text, case.channel) for case in cases]
        texts.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
        _run(python, module, "ask", folder, texts, answers)
        said = json.loads(answers.read_text("utf-8"))
        pairs = list(
            zip(cases, map(_understood(dataset), said["answers"]), strict=True)
        )
        figures |= said["measures"]
        figures |= {f"{name}: {row}": v for row, v in _rows(pairs, dataset.catalogue)}
    return figures


def _run(python: Path, module: str, *words: object) -> None:
    subprocess.run([python, "-W", "ignore", "-m", module, *map(str, words)], check=True)


def _understood(dataset: Dataset) -> Any:  # noqa: ANN401 - a function of JSON
    def read(answer: dict[str, Any]) -> Understood:
        return Understood(
            intent=answer["intent"],
            confidence=answer["confidence"],
            skill=_skill(dataset.catalogue, answer["intent"]),
            entities=tuple(Entity(**entity) for entity in answer["entities"]),
            requests=tuple(Request(**request) for request in answer["requests"]),
            ranking=(),
        )

    return read


def _skill(catalogue: Catalogue, intent: str) -> str:
    return catalogue.skill_of(intent) if intent in catalogue.intents else "conversation"


def _rows(pairs: Answers, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    """Give the figures of one set of cases that both sides can have."""
    single = [pair for pair in pairs if len(pair[0].requests) == 1]
    for channel, some in measures.grouped(single, lambda case: case.channel).items():
        yield f"intent, {channel} %", 100 * measures.accuracy(some).rate
        yield f"skill, {channel} %", 100 * measures.skill_accuracy(some, catalogue).rate
    if any(case.entities is not None for case, _ in pairs):
        spans = measures.together(measures.entities(pairs, with_value=False))
        yield "entity F1 %", 100 * spans.f1
        yield "sentence %", 100 * sum(map(_whole, single)) / (len(single) or 1)
    foreign = measures.falsely_accepted(single)
    if foreign.total:
        yield "out of scope accepted %", 100 * foreign.rate
        yield "in scope rejected %", 100 * measures.falsely_refused(single).rate
    several = measures.requests_found(pairs)
    if several.total:
        yield "all requests found %", 100 * several.rate
    if single:
        yield "calibration error %", 100 * measures.calibration_error(single)


def _whole(pair: tuple[Case, Understood]) -> bool:
    """Say whether the intent and every entity of a message are right."""
    case, answer = pair
    found = measures.together(measures.entities([pair], with_value=False))
    return measures.is_right(case, answer) and not (found.wrong or found.missed)


def table(told: dict[str, Any], name: str) -> str:
    """Write the figures of both sides as a table in Markdown."""
    sides = told["figures"]
    rows = dict.fromkeys(row for figures in sides.values() for row in figures)
    lines = [
        f"{name}: {told['examples']} examples ({told['data']}), "
        f"DIET {told['epochs of DIET']} epochs, {told['day']}",
        "",
        f"| | {' | '.join(sides)} |",
        "|---|" + "---:|" * len(sides),
    ]
    for row in rows:
        cells = (_cell(figures.get(row)) for figures in sides.values())
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if value < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    main()

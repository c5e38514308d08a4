"""This project's model, trained and asked like the stock one beside it.

python -m benchmarks.nlu.ours train TASK FOLDER
python -m benchmarks.nlu.ours ask FOLDER TEXTS ANSWERS
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

from language import Annotation, Catalogue, Example, Model

TODAY = date(2026, 7, 15)  # the day on which the evaluation data were written


def train(task: str, folder: str) -> None:
    """Train, and write how long that took."""
    told = json.loads(Path(task).read_text("utf-8"))
    examples = [
        Example(e["text"], e["intent"], e["channel"], _marks(e["entities"]))
        for e in told["examples"]
    ]
    catalogue = Catalogue.from_json(told["catalogue"])
    begun, used = time.perf_counter(), time.process_time()
    model = Model.train(examples, catalogue, Path(told["resources"]))
    spent = {
        "training seconds": time.perf_counter() - begun,
        "training processor seconds": time.process_time() - used,
    }
    model.save(Path(folder))
    Path(folder, "training.json").write_text(json.dumps(spent), "utf-8")


def _marks(entities: list[list[str | int]]) -> tuple[Annotation, ...]:
    return tuple(Annotation(str(e), int(a), int(b)) for e, a, b in entities)


def ask(folder: str, texts: str, answers: str) -> None:
    """Ask every text, singly and then together; write answers and measures."""
    asked = [tuple(pair) for pair in json.loads(Path(texts).read_text("utf-8"))]
    begun = time.process_time()
    model = Model.load(Path(folder))
    loaded = time.process_time() - begun
    said, spent = [], []
    for text, channel in asked:
        start = time.process_time()
        said.append(model.understand(text, channel=channel, today=TODAY))
        spent.append(time.process_time() - start)
    start = time.process_time()
    list(model.understand_all(asked, today=TODAY))
    together = time.process_time() - start
    measures = {
        "load processor seconds": loaded,
        "milliseconds a message": 1000 * sorted(spent)[len(spent) // 2],
        "messages a second": len(asked) / together,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }
    told = {"answers": [asdict(answer) for answer in said], "measures": measures}
    Path(answers).write_text(json.dumps(told, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    train(*words) if what == "train" else ask(*words)

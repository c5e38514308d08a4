"""This project's model, trained and asked like the stock one beside it.

python -m benchmarks.nlu.ours train TASK FOLDER
python -m benchmarks.nlu.ours ask FOLDER TEXTS ANSWERS
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

from benchmarks.nlu.measured import write_answers, write_training
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

    def teach() -> None:
        model = Model.train(examples, catalogue, Path(told["resources"]))
        model.save(Path(folder))

    write_training(folder, teach)


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
    answered = [asdict(answer) for answer in said]
    write_answers(answers, answered, loaded=loaded, spent=spent, together=together)


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    train(*words) if what == "train" else ask(*words)

"""Stock Rasa, trained and asked inside Rasa's environment (Python 3.10).

python -m benchmarks.nlu.stock train CONFIG DATA FOLDER
python -m benchmarks.nlu.stock ask FOLDER TEXTS ANSWERS
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks.nlu.measured import write_answers, write_training

MODEL = "stock"
CONFIG = Path(__file__).with_name("stock.yml")
EPOCHS = "epochs: 40"
FOREIGN = "out_of_scope"


def train(task: str, folder: str) -> None:
    """Train, and write how long that took."""
    from rasa.model_training import train_nlu

    told = json.loads(Path(task).read_text("utf-8"))
    config, data = Path(folder, "config.yml"), Path(folder, "data.json")
    written = CONFIG.read_text("utf-8").replace(EPOCHS, f"epochs: {told['epochs']}")
    config.write_text(written, "utf-8")
    common = {"common_examples": [_common(example) for example in told["examples"]]}
    data.write_text(json.dumps({"rasa_nlu_data": common}), "utf-8")
    files = {"config": str(config), "nlu_data": str(data), "output": folder}
    write_training(folder, lambda: train_nlu(**files, fixed_model_name=MODEL))


def _common(example: dict[str, Any]) -> dict[str, Any]:
    """Write an example in Rasa's JSON format, which keeps any character."""
    text = example["text"]
    entities = [
        {"start": start, "end": end, "entity": entity, "value": text[start:end]}
        for entity, start, end in example["entities"]
    ]
    return {"text": text, "intent": example["intent"], "entities": entities}


def ask(folder: str, texts: str, answers: str) -> None:
    """Ask every text, singly, as the server does; write answers and measures."""
    import structlog
    from rasa.core.agent import Agent

    quiet = structlog.make_filtering_bound_logger(logging.ERROR)
    structlog.configure(wrapper_class=quiet)  # it tells every message otherwise
    asked = [text for text, _ in json.loads(Path(texts).read_text("utf-8"))]
    begun = time.process_time()
    agent: Any = Agent.load(str(Path(folder, f"{MODEL}.tar.gz")))
    loaded = time.process_time() - begun

    async def all_of_them() -> tuple[list[dict[str, Any]], list[float]]:
        said, spent = [], []
        for text in asked:
            start = time.process_time()
            parsed = await agent.parse_message(text)
            spent.append(time.process_time() - start)
            said.append(_answer(parsed))
        return said, spent

    said, spent = asyncio.run(all_of_them())
    write_answers(answers, said, loaded=loaded, spent=spent, together=sum(spent))


def _answer(parsed: dict[str, Any]) -> dict[str, Any]:
    """Write an answer in the shape of our own."""
    name, text = parsed["intent"]["name"], parsed["text"]
    intent = FOREIGN if name in (None, "nlu_fallback") else name
    confidence = parsed["intent"]["confidence"] or 0.0
    entities = [
        {
            "entity": entity["entity"],
            "start": entity["start"],
            "end": entity["end"],
            "text": text[entity["start"] : entity["end"]],
            "value": str(entity["value"]),
        }
        for entity in parsed["entities"]
    ]
    only = {"intent": intent, "confidence": confidence, "start": 0, "end": len(text)}
    return {
        "intent": intent,
        "confidence": confidence,
        "entities": entities,
        "requests": [only],
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    what, *words = sys.argv[1:]
    train(*words) if what == "train" else ask(*words)

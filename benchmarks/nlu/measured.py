"""What both sides measure of themselves; runs on Python 3.10 and 3.12."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def write_training(folder: str, train: Callable[[], object]) -> None:
    """Train, and write how long that took."""
    begun, used = time.perf_counter(), time.process_time()
    train()
    spent = {
        "training seconds": time.perf_counter() - begun,
        "training processor seconds": time.process_time() - used,
    }
    Path(folder, "training.json").write_text(json.dumps(spent), "utf-8")


def write_answers(
    path: str, said: object, *, loaded: float, spent: Sequence[float], together: float
) -> None:
    """Write answers with processor seconds: to load, singly, and for all of them."""
    measures = {
        "load processor seconds": loaded,
        "milliseconds a message": 1000 * sorted(spent)[len(spent) // 2],
        "messages a second": len(spent) / together,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }
    told = {"answers": said, "measures": measures}
    Path(path).write_text(json.dumps(told, ensure_ascii=False), "utf-8")

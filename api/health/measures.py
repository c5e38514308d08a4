"""What Prometheus is told about the gateway."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 4, 5, 8)
"""Seconds: 0.4 is what a turn may take for 19 of 20 workers, 4 is the time budget."""


class Stage(StrEnum):
    """The parts of a turn."""

    record = "record"
    wait = "wait"
    bot = "bot"
    store = "store"
    total = "total"


class Measures:
    """The counters of one application, so that two in a process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "gonghui_turn_seconds",
            "Time from a message to its answer, by stage.",
            ("stage",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._turns = Counter(
            "gonghui_turns",
            "Messages by outcome: answered, repeated, officer, degraded.",
            ("outcome",),
            registry=self._registry,
        )
        self._degraded = Counter(
            "gonghui_degraded",
            "Messages that the bot did not answer, by reason: late, down, broken.",
            ("reason",),
            registry=self._registry,
        )

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[None]:
        """Measure what happens inside."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._seconds.labels(stage).observe(time.perf_counter() - begun)

    def count_turn(self, outcome: str) -> None:
        """Count one message."""
        self._turns.labels(outcome).inc()

    def count_degraded(self, reason: str) -> None:
        """Count one message that became a ticket because the bot did not answer."""
        self._degraded.labels(reason).inc()

    def exposition(self) -> bytes:
        """Write all of it in Prometheus's text format."""
        return generate_latest(self._registry)

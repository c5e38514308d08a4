"""What Prometheus is told about the gateway."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.gateway.bots import Bots
from observe.metrics import timed
from observe.spans import span

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 4, 5, 8)
"""Seconds: 0.4 is what a turn may take for 19 of 20 workers, 4 is the time budget."""


class Stage(StrEnum):
    """The parts of a turn."""

    record = "record"
    wait = "wait"
    bot = "bot"
    store = "store"
    total = "total"


SPANS = {stage: f"turn {stage}" for stage in Stage}

REQUESTS = Counter(
    "gonghui_http_requests",
    "Requests by route and status.",
    ("method", "route", "status"),
)


class BotFigures(Collector):
    """How the bots fare, seen from this gateway."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def collect(self) -> Iterator[Metric]:
        """Tell who is there, how much each has to do, and how many wait."""
        ready = GaugeMetricFamily(
            "gonghui_bot_ready", "Whether a bot takes messages.", labels=("bot",)
        )
        under_way = GaugeMetricFamily(
            "gonghui_bot_under_way",
            "Messages that a bot is asked now.",
            labels=("bot",),
        )
        for bot in self._bots.all:
            ready.add_metric((str(bot.place.url),), bot.is_in)
            under_way.add_metric((str(bot.place.url),), bot.under_way)
        yield ready
        yield under_way
        yield GaugeMetricFamily(
            "gonghui_bot_queue",
            "Messages that wait until a bot has time.",
            value=self._bots.waiting,
        )


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
        with span(SPANS[stage]), timed(self._seconds.labels(stage)):
            yield

    def count_turn(self, outcome: str) -> None:
        """Count one message."""
        self._turns.labels(outcome).inc()

    def count_degraded(self, reason: str) -> None:
        """Count one message that became a ticket because the bot did not answer."""
        self._degraded.labels(reason).inc()

    def look_at(self, bots: Bots) -> None:
        """Tell how the bots fare whenever Prometheus asks."""
        self._registry.register(BotFigures(bots))

    def exposition(self) -> bytes:
        """Write all of it, and what the process counts, in Prometheus's text format."""
        return generate_latest(self._registry) + generate_latest(REGISTRY)

"""Figures for Prometheus: what every room counts, and a port to read them from."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Histogram, start_http_server

log = logging.getLogger("observe.metrics")

MOMENTS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds of what should take milliseconds."""

LOCK_WAIT = Histogram(
    "gonghui_lock_wait_seconds",
    "Time until a lock was had, by lock: sqlite (the one writer), dialogue.",
    ("lock",),
    buckets=MOMENTS,
)


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Measure what happens inside, however it ends."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        histogram.observe(time.perf_counter() - begun)


def serve(port: int, *, host: str = "127.0.0.1") -> None:
    """Answer /metrics by a thread; a port that is taken ends nothing."""
    if not port:
        return
    try:
        start_http_server(port, host)
    except OSError as error:
        log.error("no figures on port %d: %s", port, error)
    else:
        log.info("figures on http://%s:%d/metrics", host, port)

"""What it costs to be looked into: a line of the log, a span, a figure, each in µs.

python -m benchmarks.observing
"""

import logging
import os
import timeit
from collections.abc import Callable

from observe import logs, spans, trace
from observe.metrics import LOCK_WAIT, timed

TIMES, ROUNDS = 5_000, 9
GIVEN = {"route": "/chat/messages", "status": 200, "ms": 12.3}


def record() -> logging.LogRecord:
    """Return what the api writes of a message."""
    return logging.makeLogRecord(
        {
            "name": "api.access",
            "levelno": logging.INFO,
            "levelname": "INFO",
            "msg": "%s %s %d %.0f ms",
            "args": ("POST", "/chat/messages", 200, 12.3),
            **GIVEN,
        }
    )


def one_span() -> None:
    """Time nothing."""
    with spans.span("turn"):
        pass


def one_figure() -> None:
    """Count nothing."""
    with timed(LOCK_WAIT.labels("none")):
        pass


def cost(work: Callable[[], object]) -> float:
    """Return the least µs that one call took: what else runs only adds to it."""
    return min(timeit.repeat(work, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6


def main() -> None:
    """Print a figure a line."""
    given, plain = record(), logging.Formatter("%(levelname)s %(name)s: %(message)s")
    ours, objects = logs.Plain(), logs.Lines("api")
    with trace.under(trace.begin()):
        print(f"logging's own line      {cost(lambda: plain.format(given)):6.2f} µs")
        print(f"text, masked            {cost(lambda: ours.format(given)):6.2f} µs")
        print(f"JSON, masked            {cost(lambda: objects.format(given)):6.2f} µs")
        print(f"a figure                {cost(one_figure):6.2f} µs")
        print(f"a span, off             {cost(one_span):6.2f} µs")
        os.environ[spans.ENDPOINTS[0]] = "http://127.0.0.1:9"  # nobody listens
        logging.disable()
        spans.start("benchmark")
        print(f"a span, recorded        {cost(one_span):6.2f} µs")
    os._exit(0)  # nobody waits until the last spans have failed to leave


if __name__ == "__main__":
    main()

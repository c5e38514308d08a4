"""What happens in whichever process does it, for Prometheus.

Labels are names of ours, never what somebody wrote: there are few of each.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

TICKET_EVENTS = Counter(
    "gonghui_ticket_events",
    "What happened to tickets: opened, moved, claimed and so on.",
    ("kind",),
)
TICKETS_OPENED = Counter(
    "gonghui_tickets_opened",
    "Tickets opened, by category and by where they came from.",
    ("category", "source"),
)
HANDOVERS = Counter(
    "gonghui_handovers", "Moves of the floor between bot and officers.", ("move",)
)
TOO_OFTEN = Counter(
    "gonghui_rate_limited",
    "Requests that came too often, by kind of sender.",
    ("kind",),
)
JOB_SECONDS = Histogram(
    "gonghui_job_seconds",
    "Time of one run of the worker's jobs.",
    ("task",),
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300),
)
JOB_FAILURES = Counter(
    "gonghui_job_failures", "Runs of the worker's jobs that failed.", ("task",)
)
JOB_SUCCESS = Gauge(
    "gonghui_job_last_success_timestamp_seconds",
    "When a job of this worker last ended well.",
    ("task",),
)


@contextmanager
def job(name: str) -> Iterator[None]:
    """Time one run of a job and keep when it last ended well."""
    with JOB_SECONDS.labels(name).time():
        try:
            yield
        except BaseException:
            JOB_FAILURES.labels(name).inc()
            raise
    JOB_SUCCESS.labels(name).set_to_current_time()

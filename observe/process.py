"""What every process of the assistant begins with, so that operators can look in."""

from collections.abc import Iterator
from contextlib import contextmanager

from observe import logs, metrics, spans


@contextmanager
def observed(
    process: str,
    *,
    log_format: str = logs.TEXT,
    metrics_port: int = 0,
    metrics_host: str = "127.0.0.1",
) -> Iterator[None]:
    """Write the log as asked, give figures, send spans; at the end send the last."""
    logs.configure(process, form=log_format)
    metrics.serve(metrics_port, host=metrics_host)
    spans.start(process)
    try:
        yield
    finally:
        spans.stop()

"""What took how long, for those who collect traces (OpenTelemetry).

Nothing is made, or even imported, where OTEL_EXPORTER_OTLP_ENDPOINT names no collector.
The SDK's own variables hold as well: OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_EXPORTER_….
No attribute may hold what a worker wrote or who it is.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import Any, Protocol

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Kind(Enum):
    """Which side of a call a span is on."""

    inside = "INTERNAL"
    answers = "SERVER"
    asks = "CLIENT"


class Span(Protocol):
    """What is being timed, where it is recorded."""

    def update_name(self, name: str) -> None:
        """Name it by what is known only later."""

    def set_attribute(self, key: str, value: str | int | float | bool) -> None:
        """Tell more of it."""


class Recorder(Protocol):
    """Keeps spans and sends them away."""

    def span(
        self, name: str, kind: Kind, attributes: dict[str, Any]
    ) -> AbstractContextManager[Span]:
        """Time what happens inside."""

    def close(self) -> None:
        """Send what is left."""


_recorder: Recorder | None = None
_nothing: AbstractContextManager[None] = nullcontext()


def start(process: str) -> bool:
    """Begin to record where a collector is named; tell whether one is."""
    global _recorder
    if not any(map(os.environ.get, ENDPOINTS)):
        return False
    from observe.export import Exporter

    _recorder = Exporter(f"gonghui-{process}")
    return True


def stop() -> None:
    """Send what is left and record no more."""
    global _recorder
    if _recorder is not None:
        _recorder.close()
    _recorder = None


def recording() -> bool:
    """Tell whether spans are recorded at all."""
    return _recorder is not None


def span(
    name: str, kind: Kind = Kind.inside, **attributes: str | int | float | bool
) -> AbstractContextManager[Span | None]:
    """Time what happens inside, as part of what is under way."""
    if _recorder is None:
        return _nothing
    return _recorder.span(name, kind, attributes)

"""Spans by OpenTelemetry's SDK; loaded only where a collector is named."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace.status import Status, StatusCode

from observe import trace
from observe.spans import Kind


class Ids(RandomIdGenerator):
    """Gives a first span the id that is in the log already."""

    def generate_trace_id(self) -> int:
        """Return what is under way, else a new id."""
        now = trace.current()
        return int(now.id, 16) if now else super().generate_trace_id()


class Exporter:
    """Keeps spans and sends them to the collector, by a thread of its own."""

    def __init__(self, service: str) -> None:
        """Name the process that spans come from."""
        self._provider = TracerProvider(
            resource=Resource.create(
                {"service.name": service, "service.instance.id": str(os.getpid())}
            ),
            id_generator=Ids(),
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("gonghui")

    @contextmanager
    def span(self, name: str, kind: Kind, attributes: dict[str, Any]) -> Iterator[Any]:
        """Time what happens inside; of an error the class is told."""
        span = self._tracer.start_span(
            name,
            context=_parent(),
            kind=otel.SpanKind[kind.value],
            attributes=attributes,
        )
        made = span.get_span_context()
        kept = f"{made.span_id:016x}" if made.trace_flags.sampled else None
        try:
            with trace.under(trace.Trace(f"{made.trace_id:032x}", kept)):
                yield span
        except BaseException as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
        finally:
            span.end()

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _parent() -> Context:
    now = trace.current()
    if now is None or now.span is None:
        return Context()
    parent = otel.SpanContext(
        int(now.id, 16),
        int(now.span, 16),
        is_remote=False,
        trace_flags=otel.TraceFlags(trace.SAMPLED),
    )
    return otel.set_span_in_context(otel.NonRecordingSpan(parent), Context())

"""An OpenTelemetry collector as far as a test needs one: it keeps what it is sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Seen:
    """A span, with the process that it came from."""

    process: str
    name: str
    trace: str
    id: str
    parent: str
    kind: int
    error: str
    attributes: dict[str, str]


@dataclass
class Collector:
    url: str
    spans: list[Seen] = field(default_factory=list)

    def of(self, trace: str) -> list[Seen]:
        return [span for span in self.spans if span.trace == trace]

    def take(self, body: bytes) -> None:
        for of_process in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {a.key: a.value for a in of_process.resource.attributes}
            process = named["service.name"].string_value
            for scope in of_process.scope_spans:
                self.spans += [_seen(process, span) for span in scope.spans]


def _seen(process: str, span) -> Seen:
    return Seen(
        process=process,
        name=span.name,
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        kind=span.kind,
        error=span.status.message,
        attributes={a.key: str(a.value) for a in span.attributes},
    )


def tree(spans: list[Seen]) -> dict[str, set[str]]:
    """Return below which span each one stands, by process and name."""
    names = {span.id: f"{span.process} {span.name}" for span in spans}
    found: dict[str, set[str]] = {}
    for span in spans:
        above = names.get(span.parent, span.parent and "elsewhere")
        found.setdefault(above, set()).add(names[span.id])
    return found


@contextmanager
def collecting() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            collector.take(self.rfile.read(int(self.headers["Content-Length"])))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield collector
        server.shutdown()
        thread.join()

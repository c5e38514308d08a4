"""The other side of the wire: real servers on loopback that do as a test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class HttpPeer:
    """Answers as it is told to, and remembers what it was sent."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    pause: float = 0.0
    got: list[tuple[str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def says(self, **content):
        self.body = json.dumps(content, ensure_ascii=False).encode()


@contextmanager
def http_peer() -> Iterator[HttpPeer]:
    told, released = HttpPeer(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            told.got.append((self.headers["Content-Type"], self.rfile.read(length)))
            told.headers.append(dict(self.headers))
            if told.pause:
                released.wait(told.pause)
            self.send_response(told.status)
            self.send_header("Content-Type", told.kind)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        told.url = f"http://127.0.0.1:{http.server_port}/speech"
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            yield told
        finally:
            released.set()
            http.shutdown()
            thread.join()

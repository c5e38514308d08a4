"""A real nginx with the gateway's templates, and what stands behind it."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from gonghui import nginx
from gonghui.processes import free_port

Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(
    request: BaseHTTPRequestHandler,
    body: bytes = b"{}",
    status: int = 200,
    **headers: str,
) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    """End as a process does that is killed in the middle of a turn."""
    request.connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Upstream:
    """Stands where a process of the api stands, and remembers what it was asked."""

    answer: Answer = answer
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    port: int = 0

    @contextmanager
    def running(self) -> Iterator["Upstream"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _take(self) -> None:
                headers = {k.lower(): v for k, v in self.headers.items()}
                upstream.asked.append((self.command, self.path, headers))
                if not self.headers.get("X-Test-Streamed"):
                    self.rfile.read(int(self.headers.get("Content-Length") or 0))
                upstream.answer(self)

            do_GET = do_POST = do_HEAD = _take  # noqa: N815 - as the library names them

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@dataclass(frozen=True)
class Gateway:
    """A running nginx."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "access.log").read_text()

    @property
    def errors(self) -> str:
        return (self.folder / "errors").read_text()


@contextmanager
def running(
    folder: Path,
    *ports: int,
    changed: Mapping[str, str] | None = None,
    **said: str,
) -> Iterator[Gateway]:
    """Start nginx in front of the ports; `changed` replaces text, as `10s` by `1s`."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("nginx is not installed (apt-get install nginx)")
    folder.chmod(0o755)
    (folder / "run").mkdir()
    port, tls_port = free_port(), free_port()
    file = nginx.write(
        {
            "GATEWAY_API": ",".join(f"127.0.0.1:{each}" for each in ports),
            "GATEWAY_LISTEN": f"127.0.0.1:{port}",
            "GATEWAY_TLS_LISTEN": f"127.0.0.1:{tls_port}",
            "GATEWAY_RUN": str(folder / "run"),
            "GATEWAY_LOG": str(folder / "access.log"),
            **said,
        },
        folder / "conf",
    )
    for old, new in (changed or {}).items():
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen([program, "-c", file], stderr=errors)
    try:
        _wait_for(port, process, folder)
        yield Gateway(folder, port, tls_port, process)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, (folder / "errors").read_text()
        time.sleep(0.05)
    pytest.fail("nginx did not start")


def client(gateway: Gateway, **headers: str) -> httpx.Client:
    return httpx.Client(
        base_url=gateway.url,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        trust_env=False,
        timeout=10,
    )


def connected(gateway: Gateway) -> socket.socket:
    return socket.create_connection(("127.0.0.1", gateway.port), 10)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.02)

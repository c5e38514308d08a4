"""The other side of the wire: real servers on loopback that do as a test says."""

import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

from websockets.asyncio.server import ServerConnection, serve


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


@dataclass
class Runtime:
    """FunASR's runtime as its documents describe it; a test may make it misbehave."""

    hears: list[str] = field(default_factory=lambda: ["老板欠我工资"])
    misbehaves: Callable[..., Awaitable[None]] | None = None
    """Takes the connection instead of it."""

    openings: list[dict[str, Any]] = field(default_factory=list)
    sounds: list[bytes] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def __call__(self, connection: ServerConnection) -> None:
        self.connections += 1
        if self.misbehaves:
            await self.misbehaves(connection)
            return
        opening, sound = None, b""
        async for message in connection:
            if isinstance(message, bytes):
                sound += message
                continue
            told = json.loads(message)
            opening = opening or told
            if told.get("is_speaking") is False:
                self.openings.append(opening)
                self.sounds.append(sound)
                await self._answer(connection, opening)

    async def _answer(self, connection: ServerConnection, opening: Any) -> None:
        name = opening["wav_name"]
        if opening["mode"] == "offline":
            text = "".join(self.hears)
            await connection.send(offline(text, wav_name=name))
            return
        for sentence in self.hears:
            await connection.send(streamed("2pass-online", sentence[:2], wav_name=name))
            await connection.send(streamed("2pass-offline", sentence, wav_name=name))
        await connection.send(
            json.dumps({"text": "", "wav_name": name, "is_final": True})
        )


def offline(text: str, **more: Any) -> str:
    """What the offline service answers: never final, times as a string."""
    stamps = "[[100,200],[200,500]]"
    seg = {"text_seg": " ".join(text), "punc": "，", "start": 100, "end": 500}
    said = {"mode": "offline", "text": text, "is_final": False, "timestamp": stamps}
    return json.dumps({**said, "stamp_sents": [seg], **more}, ensure_ascii=False)


def streamed(mode: str, text: str, **more: Any) -> str:
    """What the streaming service answers for one sentence."""
    said = {"mode": mode, "text": text, "is_final": False}
    return json.dumps({**said, **more}, ensure_ascii=False)


@asynccontextmanager
async def runtime(*, certificate: SSLContext | None = None) -> AsyncIterator[Runtime]:
    told = Runtime()
    serving = serve(
        told,
        "127.0.0.1",
        0,
        subprotocols=["binary"],
        ssl=certificate,
        max_size=2**25,
        close_timeout=0.1,
    )
    async with serving as server:
        port = next(iter(server.sockets)).getsockname()[1]
        scheme = "wss" if certificate else "ws"
        told.url = f"{scheme}://localhost:{port}/"
        yield told

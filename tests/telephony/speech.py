"""Stands where recogniser and voice are: hears what it is told, speaks in tones."""

import json
import math
import re
import struct
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RATE = 8000


def tone(seconds: float) -> bytes:
    """A WAV file that is loud from beginning to end."""
    samples = (
        round(9000 * math.sin(2 * math.pi * 440 * at / RATE))
        for at in range(round(RATE * seconds))
    )
    data = b"".join(struct.pack("<h", sample) for sample in samples)
    head = struct.pack("<4sI4s4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16)
    kind = struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16)
    return head + kind + b"data" + struct.pack("<I", len(data)) + data


class Speech:
    """A recogniser and a voice behind one address."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.recordings: list[bytes] = []
        self.words: deque[str] = deque()
        """What callers are about to say."""

        self._prompt = tone(1.0)
        speech = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kind, answer = speech._answer(self.path, body)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def _answer(self, path: str, body: bytes) -> tuple[str, bytes]:
        if path == "/voice":
            self.said.append(re.sub(r"<[^>]*>", " ", json.loads(body)["text"]))
            return "audio/wav", self._prompt
        self.recordings.append(body)
        text = self.words.popleft() if self.words else ""
        heard = {"text": text, "confidence": 0.9}
        return "application/json", json.dumps(heard).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

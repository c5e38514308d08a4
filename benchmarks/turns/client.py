"""A small HTTP client that costs little of the processor it shares with the server."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

TURN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Said:
    """What came back for one message."""

    status: int
    text: str = ""
    conversation: str | None = None


class Wire(Protocol):
    """How one side is spoken to."""

    path: str

    def begin(self) -> str | None:
        """Return the key of a new conversation, nothing when the server gives it."""
        ...

    def write(self, text: str, conversation: str | None) -> dict[str, Any]:
        """Write a message."""
        ...

    def read(self, content: Any, conversation: str | None) -> Said:  # noqa: ANN401 - JSON
        """Read the answer to it."""
        ...


class ChatMessages:
    """Our `POST /chat/messages`."""

    path = "/chat/messages"

    def begin(self) -> str | None:
        """Let the gateway make the key."""
        return None

    def write(self, text: str, conversation: str | None) -> dict[str, Any]:
        """Write a message; without a key it begins a conversation."""
        body = {"text": text, "message_id": uuid.uuid4().hex}
        return body | {"conversation": conversation} if conversation else body

    def read(self, content: Any, conversation: str | None) -> Said:  # noqa: ANN401 - JSON
        """Read the answer and the conversation's key."""
        text = "\n".join(reply["text"] for reply in content["replies"])
        return Said(200, text, content["conversation"])


class RestChannel:
    """Rasa's own REST channel."""

    path = "/webhooks/rest/webhook"

    def begin(self) -> str | None:
        """Make a sender, which is the key of its conversation."""
        return uuid.uuid4().hex

    def write(self, text: str, conversation: str | None) -> dict[str, Any]:
        """Write a message."""
        return {"sender": conversation, "message": text}

    def read(self, content: Any, conversation: str | None) -> Said:  # noqa: ANN401 - JSON
        """Read the answer."""
        text = "\n".join(reply.get("text", "") for reply in content)
        return Said(200, text, conversation)


class Connection:
    """One caller's connection to one address, kept open from message to message."""

    def __init__(self, url: str, path: str, *, source: str | None = None) -> None:
        """Take where to call, and from which address where that matters."""
        place = urlsplit(url)
        self._host, self._port = place.hostname or "", place.port or 80
        self._path = path
        self._source = (source, 0) if source else None
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hang_up()

    async def post(self, content: Mapping[str, Any]) -> tuple[int, Any]:
        """Send a document and return the answer; status 0 when none came in time."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                status, answer = await self._post(json.dumps(content).encode())
        except (OSError, EOFError, TimeoutError, ValueError):
            self._hang_up()
            return 0, None
        return status, json.loads(answer) if status == 200 else None

    async def _post(self, body: bytes) -> tuple[int, bytes]:
        if self._ends and self._ends[0].at_eof():  # the server waits five seconds
            self._hang_up()
        if self._ends is None:
            self._ends = await asyncio.open_connection(
                self._host, self._port, local_addr=self._source
            )
        reader, writer = self._ends
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        status, length, stays = parse_head(await reader.readuntil(b"\r\n\r\n"))
        answer = await reader.readexactly(length)
        if not stays:
            self._hang_up()
        return status, answer

    def _hang_up(self) -> None:
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None


class Line(Connection):
    """One conversation's connection to a side."""

    def __init__(self, url: str, wire: Wire) -> None:
        super().__init__(url, wire.path)
        self._wire = wire

    async def say(self, text: str, conversation: str | None) -> Said:
        """Send one message; status 0 when no whole answer came in time."""
        status, content = await self.post(self._wire.write(text, conversation))
        if status != 200:
            return Said(status, "", conversation)
        return self._wire.read(content, conversation)


def parse_head(head: bytes) -> tuple[int, int, bool]:
    r"""Read status, length of the body, and whether the connection stays open.

    >>> parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
    (200, 12, True)
    """
    first, *rest = head.decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(":", 1) for line in rest if ":" in line)
    stays = headers.get("connection", "").strip() != "close"
    return int(first.split()[1]), int(headers["content-length"]), stays

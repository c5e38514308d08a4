"""How long and how much one connection may take, before any route sees its request.

uvicorn waits for the first request and for its body as long as the other side likes,
and keeps headers of any size. Here whoever is too slow or sends too much is cut off;
when there are too many connections, the one that has asked nothing for longest goes.
"""

import resource
from asyncio import TimerHandle, Transport
from collections import OrderedDict
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN = 10.0
"""Seconds from the connection's or request's begin to the end of its headers."""

BODY_WITHIN = 15.0
SLOWEST_BODY = 4096
"""Seconds for a body, and one more for so many bytes: an archive of calls over a bad
line is slow, a dribble is none."""

READ_WITHIN = 30.0
"""Seconds in which somebody takes at least a part of what is sent to them."""

LARGEST_HEAD = 32 * 1024
"""Bytes of address and headers; browsers and WeChat send two thousand."""

MOST_HEADERS = 100

MOST_FRAMING = 1024 * 1024
"""Bytes around a body that is sent in pieces, with the head before it."""

REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)

SPARE_FILES = 256
"""Descriptors left for the database, the bot, Redis, logs and uploads."""

MOST_CONNECTIONS = 16_000
"""Some 25 kB each. Fewer where the system gives fewer descriptors."""


def room() -> int:
    """Return how many connections this process may hold, as many as it can get."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    files = MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else hard - SPARE_FILES
    return max(1, min(MOST_CONNECTIONS, files))


class Waiting:
    """The connections on which nothing is asked, the oldest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._idle: OrderedDict[Connection, None] = OrderedDict()
        self._count = 0

    def come(self, connection: "Connection") -> None:
        """Count a connection, and make room for it when it is one too many."""
        self._count += 1
        self.rest(connection)
        if self._count > self._most:
            oldest, _ = self._idle.popitem(last=False)
            oldest.cut()

    def go(self, connection: "Connection") -> None:
        """Count a connection no more."""
        self._count -= 1
        self.work(connection)

    def rest(self, connection: "Connection") -> None:
        """Note that nothing is asked there at the moment."""
        self._idle[connection] = None

    def work(self, connection: "Connection") -> None:
        """Note that something is; it is not cut off to make room."""
        self._idle.pop(connection, None)


class TooLarge(Exception):
    """A request's head is larger than any browser's."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with an end to its patience."""

    waiting: Waiting

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's
        super().__init__(*args, **kwargs)
        self._head = 0
        self._framing = 0
        self._is_in_head = True
        self._due = 0.0
        self._patience: TimerHandle | None = None
        self._reading: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.waiting.come(self)
        self._expect_within(HEADERS_WITHIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._expect_nothing()
        self.resume_writing()
        self.waiting.go(self)
        super().connection_lost(exc)

    def cut(self) -> None:
        """End the connection without another word, also when it is closing already.

        A connection is closed when all was sent; who does not read is never sent all.
        """
        self.transport.abort()

    # What comes in

    def data_received(self, data: bytes) -> None:
        """Count what the parser keeps before it tells of it: headers, framing."""
        self._framing += len(data)
        super().data_received(data)
        if self._framing > (LARGEST_HEAD if self._is_in_head else MOST_FRAMING):
            self._head = LARGEST_HEAD + 1
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin to count a request's head."""
        self._head = 0
        self._expect_within(HEADERS_WITHIN)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            self._count(LARGEST_HEAD)

    def on_headers_complete(self) -> None:
        """Begin to wait for the body; the request is now under way."""
        self._is_in_head = False
        self.waiting.work(self)
        self._expect_within(BODY_WITHIN)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body; it buys time by its length."""
        self._framing -= len(body)
        self._due += len(body) / SLOWEST_BODY
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Be patient from here: now it is our turn, unless all was said before."""
        self._framing, self._is_in_head = 0, True
        if self.cycle.response_complete:
            self._expect_within(HEADERS_WITHIN)
        else:
            self._expect_nothing()
        super().on_message_complete()

    # What goes out

    def on_response_complete(self) -> None:
        """Wait for the next request; uvicorn's shorter time ends with the next byte."""
        super().on_response_complete()
        if self.cycle.response_complete:
            self.waiting.rest(self)
            if not self.cycle.more_body:
                self._expect_within(HEADERS_WITHIN)

    def pause_writing(self) -> None:
        """Begin to wait for somebody who does not read what is sent."""
        super().pause_writing()
        self._reading = self.loop.call_later(READ_WITHIN, self.cut)

    def resume_writing(self) -> None:
        """Go on writing: something was read."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or has too much of a head."""
        if self._head <= LARGEST_HEAD:
            super().send_400_response(msg)
        elif not self.transport.is_closing():
            self.transport.write(REFUSAL)
            self.transport.close()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > LARGEST_HEAD:
            raise TooLarge  # the parser stops and answers with `send_400_response`

    def _expect_within(self, seconds: float) -> None:
        self._expect_nothing()
        self._due = self.loop.time() + seconds
        self._patience = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Cut off who is late; a body that came meanwhile has bought time."""
        left = self._due - self.loop.time()
        if left > 0:
            self._expect_within(left)
        else:
            self.cut()

    def _expect_nothing(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def bounded(most: int) -> type[Connection]:
    """Return connections of which there are at most so many."""

    class Bounded(Connection):
        waiting = Waiting(most)

    return Bounded

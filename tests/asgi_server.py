"""uvicorn in a thread of its own, for browsers and clients that are not asyncio's."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

SOON = 20
"""Seconds in which a server that is told to stop has stopped."""


@contextmanager
def listening(server: uvicorn.Server) -> Iterator[int]:
    """Run a server whose configuration says port 0; give the port that it found."""
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(SOON)
    assert not thread.is_alive()

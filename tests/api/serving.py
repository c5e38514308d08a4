"""The real application on loopback, for clients that are not asyncio's."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from api.app import create_app
from helpdesk.config import Settings
from tests.api.conftest import StandInBot


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Give the address of an application that a thread of its own runs."""
    app = create_app(settings, bot_transport=httpx.MockTransport(StandInBot()))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()

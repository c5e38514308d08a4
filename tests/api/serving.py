"""The real application on loopback, for clients that are not asyncio's."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from api.app import create_app
from helpdesk.config import Settings
from tests.api.conftest import StandInBot
from tests.asgi_server import listening


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Give the address of an application; its bot says what a test wants."""
    app = create_app(settings, bot_transport=httpx.MockTransport(StandInBot()))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    with listening(server) as port:
        yield f"http://127.0.0.1:{port}"

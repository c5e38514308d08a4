"""Runs the gateway: python -m api."""

import signal
import sys
from collections.abc import Callable
from socket import socket

import uvicorn

from api.app import create_app
from api.connections import bounded, room
from helpdesk.config import Settings
from helpdesk.conversations import pin_desk
from helpdesk.errors import ConfigurationError
from observe.process import observed

LAST_TURNS = 10
"""Seconds that turns under way have left when the process is told to stop."""


class Server(uvicorn.Server):
    """Ends the streams before it waits for the answers under way."""

    def __init__(
        self, config: uvicorn.Config, *, end_streams: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop serving."""
        self._end_streams()
        await super().shutdown(sockets)


def main() -> int:
    """Serve until told to stop."""
    try:
        settings = Settings()
        pin_desk(settings.demo_desk if settings.demo else None)
        app = create_app(settings)
    except ConfigurationError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the entry talks to the operator
        return 2
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=bounded(room()),
        ws="none",
        access_log=False,  # api.access writes its own, without keys and queries
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=LAST_TURNS,
    )
    server = Server(config, end_streams=lambda: app.state.services.newsroom.close())
    # uvicorn, once it has shut down, sends itself the signal again: the last spans go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with observed("api", log_format=settings.log_format):
        server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Who may call the action server, how much at once, and how it goes."""

import asyncio
import hmac
import signal
from http import HTTPStatus
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse
from sanic.response import json as answer

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

type Server = Sanic[Any, Any]

LARGEST = 2_000_000
"""Bytes of a call: a dialogue and a hundred slots are some 100,000."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
OPEN = "/health"

LINGER_SECONDS = 1.0
"""Bots whose connections are open hear within this time to call another server."""

LONGEST_SECONDS = 8.0
"""What calls under way are given; whoever supervises the process kills it after ten."""


class Door:
    """Lets bots in that know the secret, and nobody once the server is to go."""

    def __init__(self, settings: Settings) -> None:
        secret = settings.bot_secret
        self._secret = secret.get_secret_value().encode() if secret else None
        if self._secret is None and settings.actions_host not in LOOPBACK:
            raise ConfigurationError(
                "the action server listens beyond this machine only with a secret; "
                "set GONGHUI_BOT_SECRET or leave GONGHUI_ACTIONS_HOST on loopback"
            )
        self._linger = LINGER_SECONDS if settings.is_production else 0.0
        self._is_closing = False

    def mount(self, app: Server) -> None:
        """Stand before every route of a server."""
        app.config.REQUEST_MAX_SIZE = LARGEST
        app.on_request(self._ask)
        app.config.GRACEFUL_SHUTDOWN_TIMEOUT = LONGEST_SECONDS
        app.after_server_start(self._watch)
        app.error_handler.add(SanicException, _refuse)

    async def _ask(self, request: Request) -> HTTPResponse | None:
        """Turn away whom nothing here is for; nothing otherwise."""
        if self._is_closing:
            return answer({"error": "going"}, HTTPStatus.SERVICE_UNAVAILABLE)
        if request.path == OPEN or self._knows(request.headers.get("Authorization")):
            return None
        return answer({"error": "wrong secret"}, HTTPStatus.UNAUTHORIZED)

    def _knows(self, header: str | None) -> bool:
        if self._secret is None:
            return True
        kind, _, given = (header or "").partition(" ")
        is_right = hmac.compare_digest(given.encode(errors="replace"), self._secret)
        return is_right and kind == "Bearer"

    async def _watch(self, app: Server) -> None:
        """Take no calls on SIGTERM, and go a little later: who calls hears of it."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._close, app)

    def _close(self, app: Server) -> None:
        if not self._is_closing:
            self._is_closing = True
            asyncio.get_running_loop().call_later(self._linger, app.stop)


def _refuse(_request: Request, error: SanicException) -> HTTPResponse:
    """Say what was wrong with a call and no more: the SDK would send it all back."""
    return answer({"error": type(error).__name__}, error.status_code)

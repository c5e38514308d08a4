"""Writes one line for each request, and lets no exception out.

What people write, the keys of their conversations and query strings never reach the
log: a line names the route, and an exception is named by its class and place, because
its message may quote what a worker wrote.
"""

import logging
import time
from http import HTTPStatus
from traceback import extract_tb

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer
from api.texts import Texts

log = logging.getLogger("api.access")
faults = logging.getLogger("api.faults")

MONITORED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: their lines would hide the workers'."""

FRAMES = 6
"""Innermost calls to name: enough to find the place, few enough to read."""


class Access:
    """The outermost layer: log line, time taken, last resort."""

    def __init__(self, app: ASGIApp, *, texts: Texts) -> None:
        self._app = app
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, log it, answer whatever escapes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            faults.error("%s at %s", type(error).__name__, place_of(error))
            if not status:
                failed = HTTPStatus.INTERNAL_SERVER_ERROR
                await answer(failed, self._texts.failed)(scope, receive, watched)
        finally:
            taken = (time.perf_counter() - begun) * 1000
            route = _route(scope)
            level = logging.DEBUG if route in MONITORED else logging.INFO
            log.log(level, "%s %s %d %.0f ms", scope["method"], route, status, taken)


def place_of(error: BaseException) -> str:
    """Name the innermost calls of an exception without its words."""
    frames = extract_tb(error.__traceback__)[-FRAMES:]
    return " < ".join(f"{f.name} ({f.filename}:{f.lineno})" for f in reversed(frames))


def _route(scope: Scope) -> str:
    """Return the route's pattern; the path itself may hold a conversation's key."""
    return getattr(scope.get("route"), "path", "(no route)")

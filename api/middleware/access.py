"""Writes one line for each request, and lets no exception out.

What people write, the keys of their conversations and query strings never reach the
log: a line names the route, and an exception is named by its class and place, because
its message may quote what a worker wrote.
"""

import logging
import time
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer
from api.health.measures import REQUESTS
from api.texts import Texts
from observe import trace
from observe.faults import place_of
from observe.spans import Kind, Span, span

log = logging.getLogger("api.access")
faults = logging.getLogger("api.faults")

MONITORED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: their lines would hide the workers'."""


class Access:
    """The outermost layer: log line, time taken, last resort."""

    def __init__(self, app: ASGIApp, *, texts: Texts) -> None:
        self._app = app
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request as part of a trace, its own or the caller's."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(trace.HEADER)
        with (
            trace.under(trace.begin(given)),
            _span(scope) as kept,
        ):
            status = await self._serve(scope, receive, send)
            if kept is not None:
                _describe(kept, scope, status)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Serve a request, log it, answer whatever escapes; return the status."""
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
            REQUESTS.labels(scope["method"], route, status).inc()
            level = logging.DEBUG if route in MONITORED else logging.INFO
            log.log(
                level,
                "%s %s %d %.0f ms",
                scope["method"],
                route,
                status,
                taken,
                extra={"route": route, "status": status, "ms": round(taken, 1)},
            )
        return status


def _span(scope: Scope) -> AbstractContextManager[Span | None]:
    if scope["path"] in MONITORED:
        return nullcontext()
    return span(scope["method"], Kind.answers)


def _describe(kept: Span, scope: Scope, status: int) -> None:
    """Tell a span by its route and status alone, which are known at the end."""
    route = _route(scope)
    kept.update_name(f"{scope['method']} {route}")
    kept.set_attribute("http.route", route)
    kept.set_attribute("http.response.status_code", status)


def _route(scope: Scope) -> str:
    """Return the route's pattern; the path itself may hold a conversation's key."""
    return getattr(scope.get("route"), "path", "(no route)")

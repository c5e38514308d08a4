"""Turns down bodies that are larger than anything a channel sends."""

from collections.abc import Callable, Collection
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
"""Bytes: 2,000 characters, each written as a JSON escape, are 24 KB."""


class BodyLimit:
    """Refuses by the declared length at once, otherwise while reading.

    FastAPI's own limit answers in English where the length is declared. Who calls
    the paths of `apart` reads no JSON: there the route counts for itself. `refuse`
    makes the answer for a path.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        refuse: Callable[[str], Response],
        largest: int = LARGEST,
        apart: Collection[str] = (),
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._largest = largest
        self._apart = frozenset(apart)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse by the declared length, or count while the body is read."""
        if scope["type"] != "http" or scope["path"] in self._apart:
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._largest:
            await self._refuse(scope["path"])(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        return counted

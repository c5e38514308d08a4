"""Faults on request: what WeChat does on a bad day."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from wechat.standin.errcodes import Refusal

CALLBACK = "callback"
"""The path of a fault that hits the account's own answers instead of WeChat's."""


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next calls of a path.

    `drop` carries the call out and closes the connection in the middle of the answer.
    """

    path: str
    errcode: int | None = None
    status: int | None = None
    delay: float = 0.0
    drop: bool = False
    times: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> Self:
        """Read a fault from JSON.

        Raises:
            ValueError: It is none.
        """
        try:
            fault = cls(**asked)
            fault.delay, fault.times = float(fault.delay), int(fault.times)
        except TypeError as error:
            raise ValueError(str(error)) from None
        return fault


@dataclass(slots=True)
class Faults:
    """The faults that still wait for their calls, first come first served."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, path: str) -> Fault | None:
        """Take the fault of a call, once."""
        for fault in self.waiting:
            if path.endswith(fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


class Faulty:
    """The layer that lets calls of the API fail as was asked for."""

    def __init__(self, app: ASGIApp, *, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a call, or fail it."""
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith("/standin"):
            fault = self._faults.take(scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        await asyncio.sleep(fault.delay)
        instead = _answer(fault)
        if instead is not None:
            await Request(scope, receive).body()
            await instead(scope, receive, send)
            return
        await self._app(scope, receive, _cut(send) if fault.drop else send)


def _answer(fault: Fault) -> Response | None:
    if fault.errcode is not None:
        return JSONResponse(Refusal(fault.errcode).answer)
    if fault.status is not None:
        return Response("fault", fault.status, media_type="text/plain")
    return None


def _cut(send: Send) -> Send:
    """Let the head of the answer through, never its body: the server then hangs up."""

    async def head_only(message: Any) -> None:  # noqa: ANN401 - as ASGI gives
        if message["type"] == "http.response.start":
            await send(message)

    return head_only

"""Asks one bot."""

import asyncio
import json
import math
from collections.abc import Mapping
from dataclasses import asdict

import httpx
from pydantic import BaseModel, ValidationError

from api.gateway.bots.errors import BotBroken, BotDown, BotLate, NotBegun
from api.gateway.bots.messages import BotAnswer, Question
from api.gateway.bots.places import Place
from observe import trace
from observe.spans import Kind, span

PATH = "/webhooks/gateway/messages"
READY = "/webhooks/gateway/ready"

CONNECT_SECONDS = 1.0
"""A bot that cannot be reached by then is not waited for: another one is asked."""

TOLERATED = 3
"""Answers that are none, one after the other, after which a bot is not asked."""


class _Ready(BaseModel):
    model: str


class Bot:
    """One bot, and what is known of how it fares.

    It speaks through a bare transport: redirects, cookies and proxies, which a client
    of httpx looks after on every request, do not occur between our own processes.
    """

    def __init__(
        self, place: Place, *, token: str, transport: httpx.AsyncBaseTransport
    ) -> None:
        self.place = place
        self.is_in = True
        self.last_in = -math.inf
        """When it was there last, in the time of the running loop."""
        self.under_way = 0
        self.model: str | None = None
        """Which model answers there, as it said last."""
        self._failures = 0
        self._transport = transport
        self._headers = httpx.Headers(
            {
                "Host": place.host,
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
            }
        )

    async def ask(self, question: Question, *, within: float) -> BotAnswer:
        """Ask one question; the answer, or the reason why there is none."""
        try:
            with span("bot", Kind.asks):
                response = await self._call("POST", PATH, asdict(question), within)
            answer = _read(response)
        except BotBroken:
            self._failures += 1
            self.is_in = self.is_in and self._failures < TOLERATED
            raise
        except (BotDown, BotLate):
            self.is_in = False
            raise
        self._failures = 0
        self.last_in = asyncio.get_running_loop().time()
        return answer

    async def look(self, *, within: float) -> bool:
        """Ask whether it would take a message, which runs no dialogue.

        One that comes back has to prove itself: its next failure takes it out again.
        """
        try:
            response = await self._call("GET", READY, None, within)
            found = _Ready.model_validate(_content(response))
        except (BotDown, BotLate, BotBroken, ValidationError):
            self.is_in = False
            return False
        if not self.is_in:
            self._failures = TOLERATED - 1
        self.model, self.is_in = found.model, True
        self.last_in = asyncio.get_running_loop().time()
        return True

    async def _call(
        self, method: str, path: str, body: Mapping[str, object] | None, within: float
    ) -> httpx.Response:
        content = json.dumps(body, ensure_ascii=False).encode() if body else b""
        request = httpx.Request(
            method,
            self.place.url.join(path),
            headers={**self._headers, **trace.headers()},
            content=content,
            extensions={"timeout": {"connect": CONNECT_SECONDS}},
        )
        try:
            async with asyncio.timeout(within):
                response = await self._transport.handle_async_request(request)
                await response.aread()
        except TimeoutError as error:
            raise BotLate(f"{within:.1f} s") from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotBegun(type(error).__name__) from error
        except httpx.TransportError as error:
            raise BotDown(type(error).__name__) from error
        return response


def _read(response: httpx.Response) -> BotAnswer:
    try:
        return BotAnswer.model_validate(_content(response))
    except ValidationError as error:
        fields = {".".join(map(str, flaw["loc"])) for flaw in error.errors()}
        raise BotBroken(f"unexpected {', '.join(sorted(fields))}") from None


def _content(response: httpx.Response) -> object:
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        raise NotBegun("it takes no messages")
    if response.status_code != httpx.codes.OK:
        raise BotBroken(f"status {response.status_code}")
    try:
        content: object = response.json()
    except ValueError:
        raise BotBroken("no JSON") from None
    return content

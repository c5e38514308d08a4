"""Calls to WeChat's interface: its JSON, its errors, and no secret in any log."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from wechat.errors import ApiError, TooLarge, Unreachable

LARGEST_ANSWER = 1 << 20
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What goes wrong before a request is sent."""


class Discreet(httpx.AsyncBaseTransport):
    """Puts secret parameters into the address where nobody logs it any more.

    WeChat wants its access token in the address, and httpx logs addresses.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request on, with its secrets."""
        sent = httpx.Request(
            request.method,
            request.url.copy_merge_params(request.extensions.get("secrets", {})),
            headers=request.headers,
            stream=request.stream,
            extensions={"timeout": request.extensions.get("timeout", {})},
        )
        return await self._inner.handle_async_request(sent)

    async def aclose(self) -> None:
        """Close what lies below."""
        await self._inner.aclose()


class Wire:
    """Asks WeChat's interface."""

    def __init__(
        self,
        base: str,
        *,
        transport: httpx.AsyncBaseTransport | None,
        timeout: float,
        on_error: Callable[[str], None] = lambda _code: None,
    ) -> None:
        inner = transport or httpx.AsyncHTTPTransport()
        self._http = httpx.AsyncClient(
            base_url=base, transport=Discreet(inner), timeout=timeout
        )
        self._on_error = on_error
        self._longest = 2 * timeout  # one phase of a call may take the timeout

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(
        self,
        path: str,
        *,
        secrets: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what WeChat answers; with a body it is told, not asked.

        Raises:
            ApiError: WeChat says no.
            Unreachable: There is no answer that can be read.
        """
        try:
            async with self.open(path, secrets=secrets, body=body) as response:
                return read_json(await read(response, largest=LARGEST_ANSWER))
        except ApiError as error:
            self._on_error(str(error.code))
            raise
        except Unreachable:
            self._on_error("unreachable")
            raise

    @asynccontextmanager
    async def open(
        self,
        path: str,
        *,
        secrets: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        longest: float | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Give the answer before its body is read."""
        request = self._http.build_request(
            "GET" if body is None else "POST",
            path,
            content=None if body is None else written(body),
            headers={"Content-Type": "application/json; charset=utf-8"},
            extensions={"secrets": dict(secrets)},
        )
        try:
            async with asyncio.timeout(longest or self._longest):
                response = await self._http.send(request, stream=True)
                try:
                    _refuse_failure(response)
                    yield response
                finally:
                    await response.aclose()
        except NEVER_LEFT as error:
            raise _unreachable(error, maybe_received=False) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unreachable(error, maybe_received=True) from None


def written(body: Mapping[str, Any]) -> bytes:
    r"""Write JSON as WeChat reads it: characters as they are, none as \u.

    >>> written({"text": "工会"}).decode()
    '{"text": "工会"}'
    """
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


async def read(response: httpx.Response, *, largest: int) -> bytes:
    """Read a body up to a size.

    Raises:
        TooLarge: It is larger.
    """
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > largest:
            raise TooLarge
    return bytes(content)


def read_json(content: bytes) -> dict[str, Any]:
    """Read an answer.

    Raises:
        ApiError: It says no.
        Unreachable: It is no JSON of WeChat's.
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or without end
        said = None
    if not isinstance(said, dict):
        raise Unreachable("the answer is no JSON object", maybe_received=True)
    code = said.get("errcode", 0)
    if not isinstance(code, int):
        raise Unreachable("the answer has no readable code", maybe_received=True)
    if code:
        raise ApiError(code, _first_words(said.get("errmsg", "")))
    return said


def _first_words(message: object) -> str:
    """Keep what names the fault; WeChat's hints behind it name our address and ids."""
    return str(message).partition(",")[0].partition(" rid:")[0][:80]


def _refuse_failure(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        why = f"status {response.status_code}"
        raise Unreachable(why, maybe_received=True)


def _unreachable(error: Exception, *, maybe_received: bool) -> Unreachable:
    """Name the class alone: httpx's words may hold an address."""
    return Unreachable(type(error).__name__, maybe_received=maybe_received)

"""Calls actions: of several servers one after the other, and never one that is away."""

from __future__ import annotations

import asyncio
import copy
import ipaddress
import socket
import time
from collections.abc import Sequence
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from yarl import URL

from observe import trace
from observe.spans import Kind, span

LONGEST = aiohttp.ClientTimeout(total=45, sock_connect=1)
"""No channel waits longer for a turn; Rasa would wait five minutes."""

SLOW_SECONDS = 3.0
"""Who had not answered by then when the gateway gave up is avoided for a while."""

AVOIDED_SECONDS = 5.0
NAMES_SECONDS = 5.0
"""Between two questions which addresses the servers' names have."""

TAKES_NONE = 503

_request = EndpointConfig.request


def install() -> None:
    """Have Rasa call its actions this way."""
    EndpointConfig.request = request  # type: ignore[method-assign]


async def request(endpoint: EndpointConfig, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
    """Call the next server, and another one where that has not begun.

    An action whose server went in the midst of it is not called again: it may have
    been done.
    """
    servers = endpoint.__dict__.setdefault("servers", Servers(endpoint))
    kwargs["timeout"] = LONGEST
    order = await servers.order()
    with span("action", Kind.asks):
        kwargs["headers"] = {**kwargs.get("headers", {}), **trace.headers()}
        for server in order[:-1]:
            try:
                return await servers.call(server, *args, **kwargs)
            except aiohttp.ClientConnectorError:
                continue
            except ClientResponseError as error:
                if error.status != TAKES_NONE:
                    raise
        return await servers.call(order[-1], *args, **kwargs)


class Servers:
    """The action servers behind the addresses in endpoints.yml."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        """Take the endpoint; its address may be several, separated by commas."""
        self._endpoint = endpoint
        self._urls = [url.strip() for url in endpoint.url.split(",") if url.strip()]
        self._known: dict[str, EndpointConfig] = {}
        self._avoided: dict[str, float] = {}
        self._named_at = -NAMES_SECONDS
        self._turn = 0

    async def order(self) -> Sequence[EndpointConfig]:
        """Return the servers, each time another one first, the avoided ones last."""
        now = time.monotonic()
        if now >= self._named_at + NAMES_SECONDS:
            self._named_at = now
            await self._name()
        servers = list(self._known.values())
        self._turn = (self._turn + 1) % len(servers)
        servers = servers[self._turn :] + servers[: self._turn]
        return sorted(servers, key=lambda each: self._avoided.get(each.url, 0) > now)

    async def call(self, server: EndpointConfig, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call one server; who is away or slow is avoided for some seconds."""
        begun = time.monotonic()
        try:
            return await _request(server, *args, **kwargs)
        except (aiohttp.ClientConnectionError, asyncio.TimeoutError):
            self._avoid(server)
            raise
        except ClientResponseError as error:
            if error.status == TAKES_NONE:
                self._avoid(server)
            raise
        except asyncio.CancelledError:  # the gateway gave up
            if time.monotonic() > begun + SLOW_SECONDS:
                self._avoid(server)
            raise

    def _avoid(self, server: EndpointConfig) -> None:
        self._avoided[server.url] = time.monotonic() + AVOIDED_SECONDS

    async def _name(self) -> None:
        found = [name for url in self._urls for name in await _addresses(url)]
        self._known = {url: self._known.get(url) or self._at(url) for url in found}

    def _at(self, url: str) -> EndpointConfig:
        """Return the endpoint at another address, with connections of its own."""
        at = copy.copy(self._endpoint)
        at.url = url
        return at


async def _addresses(written: str) -> Sequence[str]:
    """Return every address that a name stands for; as it is, where that is unknown."""
    url = URL(written)
    if url.scheme == "https" or url.host is None or _is_number(url.host):
        return [written]
    loop = asyncio.get_running_loop()
    try:
        known = await loop.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    except OSError:
        return [written]
    return [str(url.with_host(host)) for host in sorted({str(k[4][0]) for k in known})]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

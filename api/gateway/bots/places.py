"""Where the bots are: addresses, and host names that may stand for several."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Place:
    """Where one bot listens, and the name under which it is called there."""

    url: httpx.URL
    host: str


def written(addresses: str) -> tuple[httpx.URL, ...]:
    """Read addresses that are separated by commas.

    >>> [str(url) for url in written("http://bot-1:5005, http://bot-2:5005,")]
    ['http://bot-1:5005', 'http://bot-2:5005']
    """
    parts = (part.strip() for part in addresses.split(","))
    return tuple(httpx.URL(part) for part in parts if part)


def as_written(url: httpx.URL) -> Place:
    """Take an address for one bot."""
    return Place(url, url.netloc.decode())


async def found(url: httpx.URL) -> AsyncIterator[Place]:
    """Give every bot that an address stands for: each address of its host name.

    Of an encrypted one the name is what the certificate is for: it stays one bot.

    Raises:
        OSError: The name is not known at the moment.
    """
    if url.scheme == "https" or _is_address(url.host):
        yield as_written(url)
        return
    loop = asyncio.get_running_loop()
    known = await loop.getaddrinfo(url.host, url.port or 80, type=socket.SOCK_STREAM)
    for address in sorted({str(socket_address[0]) for *_, socket_address in known}):
        yield Place(url.copy_with(host=address), url.netloc.decode())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

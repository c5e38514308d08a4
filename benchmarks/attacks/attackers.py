"""Those who mean harm: each holds connections, and comes again when cut off."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import httpx

from gonghui.processes import LOOPBACK

ADDRESS = "203.0.113.7"

type Attack = Callable[[int, Counter[str]], Awaitable[None]]
"""Attacks a port for ever and counts what comes of it."""

type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def idle(port: int, seen: Counter[str]) -> None:
    """Open a connection and say nothing."""
    reader, writer = await _dial(port, seen)
    await _until_cut(reader, seen)
    writer.close()


async def slow_headers(port: int, seen: Counter[str]) -> None:
    """Send a byte of a header every second."""
    await _dribble(port, seen, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")


async def slow_body(port: int, seen: Counter[str]) -> None:
    """Send a byte of a message every second."""
    head = b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
    await _dribble(port, seen, head + b"\r\nContent-Length: 60000\r\n\r\n{")


async def slow_reader(port: int, seen: Counter[str]) -> None:
    """Ask for a page twenty times, then now and then, and never read."""
    _, writer = await _dial(port, seen, limit=1024)
    asked = f"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {ADDRESS}\r\n\r\n".encode()
    with suppress(OSError):
        writer.write(asked * 20)
        while True:
            await writer.drain()
            await asyncio.sleep(10)
            writer.write(asked)
    seen["cut off"] += 1
    writer.close()


async def _dribble(port: int, seen: Counter[str], begun: bytes) -> None:
    reader, writer = await _dial(port, seen)
    writer.write(begun)
    cut = asyncio.create_task(_until_cut(reader, seen))
    try:
        while not cut.done():
            with suppress(OSError):
                writer.write(b"x")
                await writer.drain()
            await asyncio.wait((cut,), timeout=1)
    finally:
        cut.cancel()
        writer.close()


async def _dial(port: int, seen: Counter[str], limit: int = 65536) -> Streams:
    streams = await asyncio.open_connection(LOOPBACK, port, limit=limit)
    seen["connected"] += 1
    return streams


async def _until_cut(reader: asyncio.StreamReader, seen: Counter[str]) -> None:
    with suppress(OSError):
        await reader.read()
    seen["cut off"] += 1


ATTACKS: Mapping[str, Attack] = {
    "idle": idle,
    "slow headers": slow_headers,
    "slow bodies": slow_body,
    "slow readers": slow_reader,
}


async def for_ever(attack: Attack, port: int, seen: Counter[str]) -> None:
    """Attack again and again."""
    while True:
        try:
            await attack(port, seen)
        except OSError as error:
            seen[os.strerror(error.errno) if error.errno else "refused"] += 1
            await asyncio.sleep(0.5)


async def conversations(port: int, seen: Counter[str], *, count: int) -> None:
    """Begin so many conversations from one address, and go on with them for ever."""
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(
        base_url=f"http://{LOOPBACK}:{port}", limits=limits, timeout=60, trust_env=False
    ) as client:
        await asyncio.gather(*(_write_on(client, seen) for _ in range(count)))


async def _write_on(client: httpx.AsyncClient, seen: Counter[str]) -> None:
    body: dict[str, str] = {"text": "你好"}
    headers = {"X-Forwarded-For": ADDRESS}
    while True:
        try:
            answer = await client.post("/chat/messages", json=body, headers=headers)
        except httpx.HTTPError as error:
            seen[type(error).__name__] += 1
        else:
            seen[str(answer.status_code)] += 1
            if answer.status_code == 200:
                body["conversation"] = answer.json()["conversation"]
        await asyncio.sleep(1)

"""Waiting for one's turn through Redis: our line beside Rasa's own lock store.

Runs in Rasa's environment, with a Redis that is told:
    PYTHONPATH=. .venv-bot/bin/python benchmarks/bot_locks.py redis://127.0.0.1:6379/0
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

from rasa.core.lock_store import LockStore, RedisLockStore
from rasa.utils.endpoints import EndpointConfig
from redis.connection import parse_url

from bot.locks import Locks

ALONE = 500
ROUNDS = 12
TURN_SECONDS = 0.02


async def alone(store: LockStore, number: int) -> list[float]:
    """Measure what a turn pays that nobody waits for: seconds in and out."""
    paid = []
    for each in range(number):
        begun = time.perf_counter()
        async with store.lock(f"alone-{each}"):
            pass
        paid.append(time.perf_counter() - begun)
    return paid


async def behind(first: LockStore, second: LockStore, rounds: int) -> list[float]:
    """Measure how long a bot's turn waits after another bot's was over."""
    waits = []
    for each in range(rounds):
        talk, over = f"behind-{each}", 0.0
        entered = asyncio.Event()

        async def hold(talk: str = talk, entered: asyncio.Event = entered) -> float:
            async with first.lock(talk):
                entered.set()
                await asyncio.sleep(TURN_SECONDS)
            return time.perf_counter()

        holding = asyncio.ensure_future(hold())
        await entered.wait()
        async with second.lock(talk):
            begun = time.perf_counter()
        over = await holding
        waits.append(max(begun - over, 0.0))
    return waits


def said(name: str, seconds: list[float]) -> str:
    """Write one line: p50 and p99 in milliseconds."""
    marks = statistics.quantiles(seconds, n=100)
    return f"{name:<34} p50 {marks[49] * 1e3:8.2f} ms   p99 {marks[98] * 1e3:8.2f} ms"


async def main(url: str) -> None:
    """Measure both stores, one after the other, on the same Redis."""
    at = parse_url(url)
    rasas = [RedisLockStore(at["host"], at["port"], at["db"]) for _ in range(2)]
    ours = [Locks(EndpointConfig(url=url)) for _ in range(2)]
    for name, (one, two) in (("Rasa's", rasas), ("ours", ours)):
        print(said(f"{name}, nobody waits", await alone(one, ALONE)))
        print(said(f"{name}, behind another bot", await behind(one, two, ROUNDS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

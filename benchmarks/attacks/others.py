"""Everybody else: workers who write now and then, each from an address of their own."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from benchmarks.turns.load import quantile

PAUSE = 1.0
"""Seconds between an answer and the next message: within every limit."""

PATIENCE = 30.0


@dataclass
class Others:
    """What they got."""

    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)

    def quantile(self, share: float) -> float:
        """Return how long so many of all waited at most."""
        if not self.seconds:
            return float("nan")
        return quantile(self.seconds, share)


async def others(url: str, *, count: int, seconds: float) -> Others:
    """Let them write for so long."""
    found = Others()
    until = time.monotonic() + seconds
    async with httpx.AsyncClient(
        base_url=url, timeout=PATIENCE, trust_env=False
    ) as client:
        await asyncio.gather(
            *(_talk(client, f"198.51.100.{n}", found, until) for n in range(count))
        )
    return found


async def _talk(
    client: httpx.AsyncClient, address: str, found: Others, until: float
) -> None:
    conversation: str | None = None
    while time.monotonic() < until:
        body = {"text": "拖欠工资怎么办", "conversation": conversation}
        begun = time.monotonic()
        try:
            answer = await client.post(
                "/chat/messages", json=body, headers={"X-Forwarded-For": address}
            )
        except httpx.HTTPError as error:
            found.wrong[type(error).__name__] += 1
            await asyncio.sleep(PAUSE)
            continue
        if answer.status_code == 200:
            found.seconds.append(time.monotonic() - begun)
            conversation = answer.json()["conversation"]
        else:
            found.wrong[str(answer.status_code)] += 1
        await asyncio.sleep(PAUSE)

"""Followers who write, and a WeChat that delivers badly: cut off, again, twice."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx

from benchmarks.wechat.platform import Platform, written
from wechat.errors import Rejected

PATIENCE = 5.0
"""Seconds that WeChat waits."""

DELIVERIES = 4
"""The first and three more."""

CUT = 0.15
"""How many deliveries lose their connection before the answer is read."""

REPEATED = 5
"""Every fifth message is delivered up to three times more, answered or not."""


@dataclass(slots=True)
class Sent:
    """A message, and what WeChat got for it."""

    openid: str
    number: str
    text: str
    at: float = 0.0
    deliveries: int = 0
    cut: int = 0
    late: int = 0
    refused: list[str] = field(default_factory=list)
    bodies: set[bytes] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    shown: str | None = None
    shown_at: float = 0.0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """How much is written."""

    followers: int
    rate: float
    seconds: float

    def messages(self, texts: Sequence[str], chance: random.Random) -> Iterator[Sent]:
        """Write each message; who writes it is left to chance, so that some hurry."""
        first = int(time.time() * 1000) * 10**6
        for number in range(int(self.rate * self.seconds)):
            openid = f"oBENCH-follower-{chance.randrange(self.followers):012}"
            yield Sent(openid, str(first + number), chance.choice(texts))


class WeChat:
    """Delivers messages as WeChat does on a bad day."""

    def __init__(self, platform: Platform, *, url: str, standin: str) -> None:
        self._platform = platform
        self._url, self._standin = f"{url}/wechat", standin
        limits = httpx.Limits(max_connections=400, max_keepalive_connections=100)
        self._http = httpx.AsyncClient(trust_env=False, limits=limits, timeout=30)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def run(
        self, load: Load, texts: Sequence[str], *, chance: random.Random
    ) -> list[Sent]:
        """Let messages come at a steady rate, whether or not earlier ones are done."""
        messages = list(load.messages(texts, chance))
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number, sent in enumerate(messages):
                wait = begun + number / load.rate - time.monotonic()
                await asyncio.sleep(max(wait, 0))
                again = chance.randint(1, 3) if number % REPEATED == 0 else 0
                group.create_task(self._message(sent, again, chance))
        return messages

    async def _message(self, sent: Sent, again: int, chance: random.Random) -> None:
        """Deliver a message until it is answered; repeat it whatever is answered."""
        grant = f"{self._standin}/standin/followers/{sent.openid}/grant"
        granted = asyncio.create_task(self._http.post(grant, json={"kind": "message"}))
        sent.at = time.time()
        xml = written(sent.openid, "text", Content=sent.text, MsgId=sent.number)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._until_answered(sent, xml, chance))
            for _ in range(again):
                group.create_task(self._once_more(sent, xml, chance))
        (await granted).raise_for_status()

    async def _until_answered(
        self, sent: Sent, xml: str, chance: random.Random
    ) -> None:
        for delivery in range(DELIVERIES):
            is_cut = delivery < DELIVERIES - 1 and chance.random() < CUT
            within = chance.uniform(0, 1.5) if is_cut else PATIENCE
            body = await self._deliver(sent, xml, within=within)
            if is_cut:
                sent.cut += 1
            elif body is None:
                sent.late += 1
            else:
                self._show(sent, body)
                return

    async def _once_more(self, sent: Sent, xml: str, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, 6))
        await self._deliver(sent, xml, within=PATIENCE)

    async def _deliver(self, sent: Sent, xml: str, *, within: float) -> bytes | None:
        """Deliver once; nothing when the connection is cut or too slow."""
        query, envelope = self._platform.delivery(xml, openid=sent.openid)
        sent.deliveries += 1
        begun = time.monotonic()
        try:
            async with asyncio.timeout(within):
                got = await self._http.post(self._url, params=query, content=envelope)
        except TimeoutError:
            return None
        except httpx.HTTPError as error:
            sent.refused.append(type(error).__name__)
            return None
        if within == PATIENCE:
            sent.seconds.append(time.monotonic() - begun)
        if got.status_code != 200:
            sent.refused.append(str(got.status_code))
            return None
        sent.bodies.add(got.content)
        return got.content

    def _show(self, sent: Sent, body: bytes) -> None:
        """Show the first answer that was read to its end."""
        sent.answered, sent.shown_at = True, time.time()
        try:
            answer = self._platform.understood(body)
        except (ValueError, Rejected) as error:
            sent.refused.append(type(error).__name__)
            return
        if answer is None:
            return
        if answer.openid != sent.openid:
            sent.refused.append("for somebody else")
        sent.shown = answer.content

"""Two ways on which a worker hears bot and officer; each notes what came when."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from api.wechat.rendering import parts
from api.wechat.texts import load_texts
from benchmarks.wechat.platform import Platform, written
from helpdesk.models import Reply
from helpdesk.notifications import Notice, Outcome, Receipt

POLL = 0.01  # seconds between two looks of the page: far more often than a real one
NUMBERS = itertools.count(int(time.time() * 1000) * 10**6)


class Channel(Protocol):
    """A worker's side of one conversation."""

    heard: list[str]
    """What was received, in order."""

    async def say(self, text: str) -> None:
        """Say something, and receive what is answered."""

    async def listen(self) -> None:
        """Receive what comes by itself, until cancelled."""


@dataclass
class Page:
    """The chat page: it posts, and meanwhile asks for the officer's words."""

    clients: Sequence[httpx.AsyncClient]
    """One for each process of the gateway; any of them may be asked."""

    key: str
    heard: list[str] = field(default_factory=list)
    seen: int = 0

    async def say(self, text: str) -> None:
        """Post a message."""
        said = {
            "conversation": self.key,
            "text": text,
            "message_id": f"m{next(NUMBERS)}",
        }
        got = await random.choice(self.clients).post("/chat/messages", json=said)  # noqa: S311
        got.raise_for_status()
        self.heard += [reply["text"] for reply in got.json()["replies"]]

    async def listen(self) -> None:
        """Ask again and again."""
        while True:
            asked = {"conversation": self.key, "after": self.seen}
            client = random.choice(self.clients)  # noqa: S311
            got = await client.get("/chat/messages", params=asked)
            for told in got.raise_for_status().json()["messages"]:
                self.seen = told["id"]
                self.heard += [told["text"]] if told.get("text") else []
            await asyncio.sleep(POLL)


@dataclass
class Follower:
    """A follower on WeChat, whose messages are delivered up to four times."""

    clients: Sequence[httpx.AsyncClient]
    platform: Platform
    openid: str
    post: Post
    is_shown: set[str] = field(default_factory=set)

    @property
    def heard(self) -> list[str]:
        """Return what WeChat showed, in order."""
        return self.post.shown.setdefault(self.openid, [])

    async def say(self, text: str) -> None:
        """Deliver a message; some deliveries lose the answer and are repeated."""
        number = str(next(NUMBERS))
        for _ in range(random.randint(1, 3)):  # noqa: S311 - no secret
            is_lost = random.random() < 0.3  # noqa: S311
            xml = written(self.openid, "text", Content=text, MsgId=number)
            query, body = self.platform.delivery(xml, openid=self.openid)
            client = random.choice(self.clients)  # noqa: S311
            got = await client.post("/wechat", params=query, content=body)
            answer = self.platform.understood(got.raise_for_status().content)
            if answer is not None and not is_lost and number not in self.is_shown:
                self.is_shown.add(number)
                self.heard.append(answer.content)
            await asyncio.sleep(random.uniform(0, 0.3))  # noqa: S311

    async def listen(self) -> None:
        """Wait: what comes by customer service is noted where it is taken."""
        await asyncio.Event().wait()


@dataclass
class Post:
    """WeChat's customer service: takes every message, after a moment."""

    shown: dict[str, list[str]] = field(default_factory=dict)
    needs_opt_in: bool = False

    def parts(self, replies: Sequence[Reply]) -> list[str]:
        """Write replies as they are sent."""
        return parts(replies, load_texts())

    def smaller(self, part: str) -> list[str]:
        """Split nothing."""
        return [part]

    def notice_id(self, name: str) -> str | None:
        """Know no notices."""
        return None

    async def write(self, openid: str, text: str) -> Receipt:
        """Take a message."""
        await asyncio.sleep(random.uniform(0, 0.02))  # noqa: S311 - no secret
        self.shown.setdefault(openid, []).append(text)
        return Receipt(Outcome.taken)

    async def notify(self, openid: str, notice: Notice) -> Receipt:
        """Take no notice: none is configured."""
        raise RuntimeError(notice.name)

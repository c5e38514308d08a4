"""A caller who asks this and that and reports unpaid wages, answer by answer."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.turns.client import Connection

SCRIPT: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("script.yml").read_text("utf-8")
)
TURNS = 20
"""Events of a call at least, besides the hang-up."""

MOST = 60
"""Events after which something is wrong with the dialogue."""

OFFERS_MORE, OFFERS_NUMBER = "要接着听吗", "现在打来的这个号码"
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one caller tells of himself; no two callers share any of it."""

    number: int

    @property
    def employer(self) -> str:
        """Return where he works."""
        names, trades = SCRIPT["names"], SCRIPT["trades"]
        name, trade = divmod(self.number, len(trades))
        first, second = divmod(name, len(names))
        return f"{names[first] if first else ''}{names[second]}{trades[trade]}"

    @property
    def amount(self) -> int:
        """Return what he is owed."""
        return 10_000 + 37 * self.number

    @property
    def phone(self) -> str:
        """Return the number that he calls from."""
        return f"1380013{self.number:04d}"

    def fill(self, text: str) -> str:
        """Put his facts into a line."""
        return text.format(employer=self.employer, amount=self.amount, phone=self.phone)


@dataclass(slots=True)
class Call:
    """One call: what was heard, what each turn took, what went wrong."""

    facts: Facts
    call_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    said: list[str] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def run(self, url: str, *, think: tuple[float, float]) -> None:
        """Call, talk and hang up, thinking so many seconds before each event."""
        chance = random.Random(self.facts.number)  # noqa: S311 - a repeatable caller
        async with Connection(url, "/hotline/turns") as line:
            await asyncio.sleep(chance.uniform(0, think[1]))
            matters = self._matters()
            event: Event = {"event": "start"}
            while event["event"] != "hangup":
                answer = await self._send(line, event)
                if answer is None or len(self.said) > MOST:
                    self.faults.append("no answer" if answer is None else "no end")
                    return
                event = self._reply(answer, matters)
                await asyncio.sleep(chance.uniform(*think))
            await self._send(line, event)

    async def _send(self, line: Connection, event: Event) -> Mapping[str, Any] | None:
        body = {"call_id": self.call_id, "seq": len(self.said), **event}
        begun = time.monotonic()
        status, answer = await line.post({**body, "caller": self.facts.phone})
        self.taken.append(time.monotonic() - begun)
        if status != 200:
            self.faults.append(f"status {status}")
            return None
        self.said.append(answer["say"])
        return dict(answer)

    def _matters(self) -> Iterator[Event]:
        """Begin one matter after the other: questions, the wages, more questions."""
        questions = SCRIPT["questions"]
        first = self.facts.number
        for n in range(2):
            yield _speech(questions[(first + n) % len(questions)])
            yield _speech(SCRIPT["again"])
        yield {"event": "timeout"}
        yield {"event": "speech", "nbest": SCRIPT["misheard"]}
        n = 2
        while len(self.said) < TURNS:
            yield _speech(questions[(first + n) % len(questions)])
            n += 1

    def _reply(self, answer: Mapping[str, Any], matters: Iterator[Event]) -> Event:
        said, asked = answer["say"], answer["prompt_id"].removeprefix("bot.ask_")
        if OFFERS_MORE in said:
            return _speech(SCRIPT["more"])
        if OFFERS_NUMBER in said:
            return {"event": "dtmf", "digits": "1"}
        if asked != answer["prompt_id"]:
            told = SCRIPT["answers"].get(asked, SCRIPT["unknown"])
            return _speech(self.facts.fill(told))
        return next(matters, {"event": "hangup"})


def _speech(text: str) -> Event:
    return {"event": "speech", "text": text, "confidence": 0.9}

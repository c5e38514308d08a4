"""Callers on the chat page, who send a message again until somebody takes it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.cluster.ledger import ACCEPTED, Entry, Ledger
from benchmarks.cluster.talks import Line, Script, Talk
from benchmarks.turns.client import ChatMessages, Connection
from benchmarks.turns.dialogues import apologies, busy

AGAIN_AFTER = 0.5
"""Seconds until a message that was not taken is sent once more."""

PAUSES = (0, 429, 500, 502, 503, 504)
"""What is tried again: no answer, too fast, and what a proxy says of a broken peer."""


BUSY, DEGRADED = "told to wait", "degraded"
"""What is said instead of an answer: come again, or it was kept as a ticket."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How callers behave."""

    patience: float = 0.0
    """Seconds for which one message is sent again and again; 0 sends it once."""

    every: float = 0.0
    """Seconds at least from one line to the next."""


class Callers:
    """People who talk at the same time; everything they hear goes into one ledger."""

    def __init__(self, url: str, script: Script, manner: Manner) -> None:
        self.ledger = Ledger()
        self._url = url
        self._script = script
        self._manner = manner
        self._apologies = apologies()
        self._busy = busy()
        self._waiting: dict[int, Iterator[Talk]] = {}

    async def run(self, count: int, *, seconds: float) -> float:
        """Let so many talk for so long; return the seconds until the last was done."""
        begun = time.monotonic()
        until = begun + seconds
        await self.talk(count, is_over=lambda: time.monotonic() >= until)
        return time.monotonic() - begun

    async def talk(self, count: int, *, is_over: Callable[[], bool]) -> None:
        """Let so many talk until it is over; what was sent is seen through."""
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(self._call(number, is_over))

    async def once(self, number: int) -> None:
        """Let one caller have one conversation, whatever the others do."""
        talks = self._waiting.setdefault(number, self._script.talks(number))
        async with self._line(number) as line:
            await self._talk(line, next(talks), lambda: False)

    def _line(self, number: int) -> Connection:
        return Connection(self._url, ChatMessages.path, source=address(number))

    async def _call(self, number: int, is_over: Callable[[], bool]) -> None:
        talks: Iterator[Talk] = self._script.talks(number)
        async with self._line(number) as line:
            while not is_over():
                await self._talk(line, next(talks), is_over)

    async def _talk(
        self, connection: Connection, talk: Talk, is_over: Callable[[], bool]
    ) -> None:
        """Say line after line; an answer that is none ends the conversation."""
        conversation: str | None = None
        for line in talk.lines:
            if is_over():
                return
            entry = await self._say(connection, talk.kind, line, conversation)
            self.ledger.entries.append(entry)
            if entry.fault:
                return
            conversation = entry.conversation
            await asyncio.sleep(max(0.0, self._manner.every - entry.seconds))
        self.ledger.finished[talk.kind] += 1

    async def _say(
        self, connection: Connection, kind: str, line: Line, conversation: str | None
    ) -> Entry:
        """Send one message under one id until it is taken or patience ends."""
        body = {"text": line.text, "message_id": uuid.uuid4().hex}
        body |= {"conversation": conversation} if conversation else {}
        begun, tries = time.monotonic(), 0
        while True:
            tries += 1
            status, content = await connection.post(body)
            waited = time.monotonic() - begun
            if status not in PAUSES or waited >= self._manner.patience:
                break
            await asyncio.sleep(AGAIN_AFTER)
        answer = _text(content)
        return Entry(
            message_id=body["message_id"],
            kind=kind,
            at=begun,
            seconds=time.monotonic() - begun,
            status=status,
            tries=tries,
            conversation=content["conversation"] if content else conversation,
            answer=answer,
            fault=self.fault(status, answer, line.expect),
        )

    def fault(self, status: int, answer: str, expect: str) -> str | None:
        """Say what is wrong with an answer; nothing when it is as it should be."""
        if status != ACCEPTED:
            return f"status {status}" if status else "no answer"
        if not answer.strip():
            return "empty"
        if any(apology in answer for apology in self._apologies):
            return DEGRADED
        if self._busy in answer:
            return BUSY
        return None if expect in answer else f"without “{expect}”"


def address(number: int) -> str:
    """Return an address of this machine for a caller: limits count by address."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def _text(content: Any) -> str:  # noqa: ANN401 - JSON
    return "\n".join(reply["text"] for reply in content["replies"]) if content else ""

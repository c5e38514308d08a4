"""Begins a conversation once, though its first message may be delivered twice."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

UNGUESSABLE = 16
"""Characters of a message id from which on it proves the same sender. Whoever repeats
a shorter one without the conversation's key could be somebody else."""

KEPT_SECONDS = 600
KEPT = 10_000
"""How long and how many: a page gives up its retries within minutes."""


@dataclass(frozen=True, slots=True)
class _Opening:
    begun: asyncio.Task[str]
    until: float


class Openings:
    """Remembers which first message began which conversation."""

    def __init__(self, begin: Callable[[], Awaitable[str]]) -> None:
        self._begin = begin
        self._known: OrderedDict[bytes, _Opening] = OrderedDict()

    async def conversation_of(self, message_id: str, text: str) -> str:
        """Return the key of the conversation that this message begins or began."""
        if len(message_id) < UNGUESSABLE:
            return await self._begin()
        self._forget_old()
        mark = sha256(f"{message_id}\n{text}".encode()).digest()
        opening = self._known.get(mark)
        if opening is None:
            opening = _Opening(
                asyncio.ensure_future(self._begin()), time.monotonic() + KEPT_SECONDS
            )
            self._known[mark] = opening
            opening.begun.add_done_callback(lambda done: self._failed(mark, done))
        return await asyncio.shield(opening.begun)

    def _failed(self, mark: bytes, begun: asyncio.Task[str]) -> None:
        """Let the next delivery try again."""
        if begun.cancelled() or begun.exception() is not None:
            self._known.pop(mark, None)

    def _forget_old(self) -> None:
        now = time.monotonic()
        while self._known:
            oldest = next(iter(self._known.values()))
            if oldest.until > now and len(self._known) < KEPT:
                return
            self._known.popitem(last=False)

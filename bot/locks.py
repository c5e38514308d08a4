"""Whose turn it is: the messages of one dialogue one after another, on every bot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from rasa.core.lock_store import LOCK_LIFETIME, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import RedisError

from bot.shared_line import Place, SharedLine
from observe.metrics import LOCK_WAIT, timed

logger = logging.getLogger(__name__)

AWAY_SECONDS = 1.0
"""How long Redis is left alone after it did not answer: no turn pays for it twice."""


class TurnLostError(Exception):
    """This bot stood still so long that another one may have gone on."""


@dataclass(frozen=True)
class Turn:
    """The right to go on with a dialogue."""

    conversation: str
    place: Place | None

    def check(self) -> None:
        """Make sure that the dialogue is still ours to write.

        Raises:
            TurnLostError: The lease is over.
        """
        if self.place is not None and time.monotonic() >= self.place.until:
            raise TurnLostError


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def current(conversation: str) -> Turn | None:
    """Return the turn that the present task has in a dialogue."""
    turn = _current.get()
    return turn if turn and turn.conversation == conversation else None


class Locks(LockStore):
    """Lines in this process; with Redis also the lines that all bots share.

    Where Redis is away this process alone keeps the order, and the version of what
    the tracker store has (bot/dialogues.py) refuses whoever comes too late.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Take Redis's address from endpoints.yml; without one everything is here."""
        url = endpoint_config.url or ""
        self._shared = SharedLine(url) if "://" in url else None
        self._away_until = 0.0
        self._here: dict[str, tuple[asyncio.Lock, list[object]]] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncIterator[Turn]:
        """Wait for one's turn; whoever has it already goes on at once."""
        mine = current(conversation_id)
        if mine is not None:
            yield mine
            return
        async with (
            self._everywhere(conversation_id) as place,
            self._in_this_process(conversation_id),
        ):
            turn = Turn(conversation_id, place)
            before = _current.set(turn)
            try:
                yield turn
            finally:
                _current.reset(before)

    @asynccontextmanager
    async def _everywhere(self, conversation: str) -> AsyncIterator[Place | None]:
        with timed(LOCK_WAIT.labels("dialogue")):
            place = await self._entered(conversation)
        try:
            yield place
        finally:
            if place is not None and self._shared is not None:
                await asyncio.shield(self._shared.leave(place))

    async def _entered(self, conversation: str) -> Place | None:
        if self._shared is None or time.monotonic() < self._away_until:
            return None
        try:
            place = await self._shared.enter(conversation)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            if not self._away_until:
                logger.error("Redis is away: %s", type(error).__name__)
            self._away_until = time.monotonic() + AWAY_SECONDS
            return None
        if self._away_until:
            logger.info("Redis is back")
            self._away_until = 0.0
        return place

    @asynccontextmanager
    async def _in_this_process(self, conversation: str) -> AsyncIterator[None]:
        lock, users = self._here.setdefault(conversation, (asyncio.Lock(), []))
        users.append(None)
        try:
            async with lock:
                yield
        finally:
            users.pop()
            if not users:
                del self._here[conversation]

"""Tells whether a real message is answered."""

import asyncio
import logging
import secrets
import time

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.gateway.bots import BotError, Bots, Question
from helpdesk import clock

log = logging.getLogger("api.health")

PROBE = "你好"
"""What a worker says first; answering it takes the model and the rules."""

TRUSTED_SECONDS = 5.0
"""How long a good answer holds: monitors that look more often cost no turn each."""

DOUBTED_SECONDS = 0.5
"""How long a bad one holds: whoever waits for the start is told soon."""

QUESTIONS_PER_THREAD = 50
"""Rasa gets slower with every message of a thread; a new one is begun in time."""


class Readiness:
    """Asks the bot on a thread of its own, so that no worker's record shows it."""

    def __init__(self, bots: Bots, engine: AsyncEngine, *, budget: float) -> None:
        self._bots = bots
        self._engine = engine
        self._budget = budget
        self._name = secrets.token_hex(6)
        self._asked = 0
        self._ready = False
        self._holds_until = 0.0
        self._lock = asyncio.Lock()

    async def check(self) -> bool:
        """Return whether a message was answered a moment ago, or is now."""
        async with self._lock:
            if time.monotonic() >= self._holds_until:
                self._ready = await self._try()
                holds = TRUSTED_SECONDS if self._ready else DOUBTED_SECONDS
                self._holds_until = time.monotonic() + holds
            return self._ready

    async def _try(self) -> bool:
        self._asked += 1
        question = Question(
            sender=f"probe-{self._name}-{self._asked // QUESTIONS_PER_THREAD}",
            text=PROBE,
            message_id=f"probe-{self._name}-{self._asked}",
            channel="chat",
            today=clock.today().isoformat(),
        )
        try:
            async with self._engine.connect():
                pass
            await self._bots.ask(question, within=self._budget)
        except (BotError, SQLAlchemyError, OSError) as error:
            level = logging.WARNING if self._ready else logging.DEBUG
            log.log(level, "not ready: %s", type(error).__name__)
            return False
        return True

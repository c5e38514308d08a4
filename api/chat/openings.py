"""Begins a conversation once, though its first message may be delivered twice."""

import asyncio
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.models import ChannelKind

UNGUESSABLE = 16
"""Characters of a message id from which on it proves the same sender. Whoever repeats
a shorter one without the conversation's key could be somebody else."""


class Openings:
    """Finds which conversation a first message began, in whatever process it did."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], writers: asyncio.Semaphore
    ) -> None:
        self._sessions = sessions
        self._writers = writers

    async def conversation_of(self, message_id: str, text: str) -> str:
        """Return the key of the conversation that this message begins or began."""
        mark = None
        if len(message_id) >= UNGUESSABLE:
            mark = sha256(f"{message_id}\n{text}".encode()).hexdigest()
        async with self._writers, unit_of_work(self._sessions) as session:
            begun = await conversations.open(
                session, channel=ChannelKind.web, opening=mark
            )
            return begun.key

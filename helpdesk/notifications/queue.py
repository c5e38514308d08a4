"""What is to be told to followers of the WeChat account, in order and once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import (
    Button,
    Conversation,
    Message,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Reply,
)
from helpdesk.notifications.letter import Letter
from helpdesk.notifications.repository import OutboxRepository
from helpdesk.notifications.sender import Notice
from helpdesk.rules import rules

NEWS = Path(__file__).with_name("news.yml")
HANDING_OVER = timedelta(seconds=0.5)  # a reply takes some ten milliseconds
REQUEST_KEY = re.compile(r"[a-z_]+:[\w.-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An item that is tried no more; whose it is and what it says is not shown."""

    item_id: int
    kind: OutboxKind
    request_key: str | None
    created_at: datetime
    tries: int
    error: str | None


class FollowerQueue:
    """Queues in the caller's transaction what the worker sends."""

    async def tell(
        self,
        session: AsyncSession,
        identity_id: int,
        *,
        text: str,
        request_key: str,
        buttons: Sequence[Button] = (),
        notice: Notice | None = None,
        ticket_id: int | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        """Tell a follower something; the same request is told once.

        Outside the 48 hours after a follower's last message the notice is sent; where
        there is none, the text waits until the follower writes again.
        """
        reply = Reply(text, tuple(buttons))
        letter = Letter((reply,), notice=notice, ticket_id=ticket_id)
        await _queue(session, identity_id, letter, request_key, expires_at=expires_at)

    async def answer_later(
        self, session: AsyncSession, identity_id: int, message: Message
    ) -> None:
        """Send the answer to a message as soon as it is on record."""
        letter = Letter(message_id=message.id)
        await _queue(session, identity_id, letter, f"answer:{message.id}")

    async def is_overtaken(
        self, session: AsyncSession, conversation: Conversation, *, since: datetime
    ) -> bool:
        """Tell whether an officer has spoken since something was to be answered.

        What the bot said before and what has not left yet is then not sent any more:
        nobody is to hear it talk after a person has begun to.
        """
        repository = OutboxRepository(session)
        return await repository.is_overtaken(conversation.id, since=since)

    async def waits_for(self, session: AsyncSession, identity_id: int) -> bool:
        """Tell whether something is on its way that must not be overtaken."""
        return await OutboxRepository(session).waits_for(identity_id)

    async def note_result(
        self, session: AsyncSession, provider_id: str, ok: bool, why: str
    ) -> None:
        """Note what WeChat tells of a notice that it took; an unknown one is none."""
        repository = OutboxRepository(session)
        found = await repository.by_provider_id(provider_id)
        item = found and await repository.hold(found.id)
        if item is not None and not ok:
            await bury(session, item, why)

    async def dead_letters(
        self, session: AsyncSession, *, limit: int = 100
    ) -> list[DeadLetter]:
        """Return what is tried no more, newest first."""
        return [
            DeadLetter(
                item.id,
                item.kind,
                item.request_key,
                item.created_at,
                item.tries,
                item.error,
            )
            for item in await OutboxRepository(session).list_failed(limit=limit)
        ]

    async def retry(self, session: AsyncSession, item_id: int) -> None:
        """Try a dead letter again from the beginning.

        Raises:
            NotFound: There is no such item.
            Conflict: It is no dead letter.
        """
        item = await OutboxRepository(session).hold(item_id)
        if item is None:
            raise NotFound("no such item")
        if item.state is not OutboxState.failed:
            raise Conflict(f"item {item_id} is {item.state}")
        item.state, item.tries, item.error = OutboxState.waiting, 0, None
        item.due_at, item.expires_at = clock.now(), None
        await session.flush()


async def bury(session: AsyncSession, item: OutboxItem, why: str) -> None:
    """Try an item no more; officers read on its ticket that the news did not arrive."""
    item.state, item.error = OutboxState.failed, why[:200]
    await session.flush()
    if item.kind is not OutboxKind.wechat:
        return
    ticket_id = Letter.from_json(item.payload).ticket_id
    if ticket_id is not None:
        note = rules(NEWS)["undelivered"].format(why=why_undelivered(item.error))
        await OutboxRepository(session).add_internal_note(ticket_id, note)


def why_undelivered(error: str | None) -> str:
    """Return why WeChat did not take something, in an officer's words."""
    reasons = rules(NEWS)["reasons"]
    said: str = reasons.get(error, reasons["other"])
    return said.format(code=error)


async def _queue(
    session: AsyncSession,
    identity_id: int,
    letter: Letter,
    request_key: str,
    *,
    expires_at: datetime | None = None,
) -> None:
    if not REQUEST_KEY.fullmatch(request_key):
        raise InvalidInput("a request key is kind:number")
    values = {
        "kind": OutboxKind.wechat,
        "identity_id": identity_id,
        "request_key": request_key,
        "payload": letter.to_json(),
        "due_at": await _due(session, identity_id),
        "expires_at": expires_at,
    }
    await OutboxRepository(session).add_once(values)


async def _due(session: AsyncSession, identity_id: int) -> datetime:
    """Return when something may leave: not before the reply that is being given.

    A reply goes back over WeChat's own connection, and nobody is told when it is there.
    """
    now = clock.now()
    decided = await OutboxRepository(session).last_decided(identity_id)
    return max(now, decided + HANDING_OVER) if decided else now

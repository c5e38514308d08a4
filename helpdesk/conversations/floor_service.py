"""The floor: bot → queued → officer → bot, every move by the table and on record."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.conversations import hours
from helpdesk.conversations.floor_repository import FloorRepository
from helpdesk.database import after_commit
from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.figures import HANDOVERS
from helpdesk.models import (
    FLOOR_TABLE,
    AuditAction,
    AuditSubject,
    AuthorKind,
    Conversation,
    Floor,
    FloorEvent,
    FloorMove,
)
from helpdesk.notifications import news
from helpdesk.privacy import redact
from helpdesk.texts import tidy

REASON_LIMIT = 200
WORDS_LIMIT = 2000
MEMBER = Actor(AuthorKind.member)
SYSTEM = Actor(AuthorKind.system)


class FloorService:
    """Moves the floor; whoever wants to, only as far as the table lets them."""

    async def queue(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        reason: str,
        urgent: bool = False,
        by: Actor = MEMBER,
    ) -> int | None:
        """Ask for an officer and return the place in the queue.

        Who waits already keeps the place, but danger goes first; with an officer
        there is no queue and no place.
        """
        repository = FloorRepository(session)
        conversation = await repository.hold(conversation)
        if conversation.floor is Floor.bot:
            conversation.queue_reason = redact(tidy(reason, limit=REASON_LIMIT))
            conversation.queued_at = clock.now()
            await self._move(session, conversation, FloorMove.queued, by)
        if urgent and conversation.floor is Floor.queued:
            conversation.urgent_at = conversation.urgent_at or clock.now()
            await session.flush()
        return await repository.place(conversation.id)

    async def hold(
        self, session: AsyncSession, conversation: Conversation
    ) -> Conversation:
        """Return a conversation as it is now; its floor stays until the commit."""
        return await FloorRepository(session).hold(conversation)

    async def has_spoken(
        self, session: AsyncSession, conversation: Conversation
    ) -> bool:
        """Tell whether the officer who has the floor has said something yet."""
        if conversation.floor is not Floor.officer:
            return False
        last = await FloorRepository(session).latest(
            conversation.id, FloorMove.taken, FloorMove.said
        )
        return last is not None and last.move is FloorMove.said

    async def place(
        self, session: AsyncSession, conversation: Conversation
    ) -> int | None:
        """Return the place in the queue, 1 is next; none for who does not wait."""
        if conversation.floor is not Floor.queued:
            return None
        return await FloorRepository(session).place(conversation.id)

    async def leave(self, session: AsyncSession, conversation: Conversation) -> bool:
        """Leave the queue at the worker's wish; tell whether there was one."""
        conversation = await FloorRepository(session).hold(conversation)
        if conversation.floor is not Floor.queued:
            return False
        await self._move(session, conversation, FloorMove.left, MEMBER)
        return True

    async def take(
        self, session: AsyncSession, conversation: Conversation, officer_id: int
    ) -> None:
        """Give an officer the floor; of two who want it the first gets it."""
        conversation = await FloorRepository(session).hold(conversation)
        await self._move(session, conversation, FloorMove.taken, _officer(officer_id))

    async def answer(
        self,
        session: AsyncSession,
        conversation: Conversation,
        officer_id: int,
        words: str,
    ) -> FloorEvent:
        """Say something to the worker; only the officer who has the floor may."""
        said = tidy(words, limit=WORDS_LIMIT)
        if not said:
            raise InvalidInput("nothing said")
        conversation = await self._of(session, conversation, officer_id)
        by = _officer(officer_id)
        return await self._move(session, conversation, FloorMove.said, by, words=said)

    async def pass_on(
        self, session: AsyncSession, conversation: Conversation, officer_id: int
    ) -> None:
        """Put the worker back into the queue, for a colleague."""
        conversation = await self._of(session, conversation, officer_id)
        conversation.queued_at = conversation.queued_at or clock.now()
        await self._move(session, conversation, FloorMove.passed, _officer(officer_id))

    async def return_(
        self, session: AsyncSession, conversation: Conversation, officer_id: int
    ) -> None:
        """Give the floor back to the bot."""
        conversation = await self._of(session, conversation, officer_id)
        by = _officer(officer_id)
        await self._move(session, conversation, FloorMove.returned, by)

    async def abandon(self, session: AsyncSession, conversation: Conversation) -> None:
        """Give the floor back to the bot because nobody came back."""
        conversation = await FloorRepository(session).hold(conversation)
        await self._move(session, conversation, FloorMove.abandoned, SYSTEM)

    async def notice_absence(
        self, session: AsyncSession, conversation: Conversation
    ) -> None:
        """Look, when a worker speaks, whether the other side is still there.

        An officer who said nothing for long is gone: the worker goes back into the
        queue and the bot helps meanwhile. Who waited and was away for long waits
        no more, unless somebody is in danger.
        """
        if conversation.floor is Floor.officer:
            last = await FloorRepository(session).latest(
                conversation.id, FloorMove.taken, FloorMove.said
            )
            if last and clock.now() - last.created_at > hours.patience():
                conversation.queued_at = conversation.queued_at or last.created_at
                await self._move(session, conversation, FloorMove.passed, SYSTEM)
        elif conversation.floor is Floor.queued and not conversation.urgent_at:
            last_heard = conversation.last_message_at or conversation.queued_at
            if last_heard and clock.now() - last_heard > hours.queue_patience():
                await self.abandon(session, conversation)

    async def list_waiting(self, session: AsyncSession) -> Sequence[Conversation]:
        """Return who waits, in the order of the queue."""
        return await FloorRepository(session).list_waiting()

    async def holder(
        self, session: AsyncSession, conversation: Conversation
    ) -> int | None:
        """Return the key of the officer who has the floor."""
        if conversation.floor is not Floor.officer:
            return None
        taken = await FloorRepository(session).latest(conversation.id, FloorMove.taken)
        return taken.officer_id if taken else None

    async def since(
        self, session: AsyncSession, conversation: Conversation, *, after: int = 0
    ) -> Sequence[FloorEvent]:
        """Return what happened after one of the moves, oldest first."""
        return await FloorRepository(session).list_since(conversation.id, after=after)

    async def _of(
        self, session: AsyncSession, conversation: Conversation, officer_id: int
    ) -> Conversation:
        """Return a conversation whose floor this officer has."""
        conversation = await FloorRepository(session).hold(conversation)
        if await self.holder(session, conversation) != officer_id:
            raise Conflict("this officer does not have the floor")
        return conversation

    async def _move(
        self,
        session: AsyncSession,
        conversation: Conversation,
        move: FloorMove,
        by: Actor,
        *,
        words: str | None = None,
    ) -> FloorEvent:
        before, rule = conversation.floor, FLOOR_TABLE[move]
        if before not in rule.before or by.kind not in rule.by:
            raise TransitionNotAllowed(f"{by.kind}: {move} from {before}")
        conversation.floor = rule.after
        if rule.after is Floor.bot:
            conversation.queue_reason = conversation.queued_at = None
            conversation.urgent_at = None
        after_commit(session, HANDOVERS.labels(move).inc)
        event = FloorEvent(
            conversation_id=conversation.id,
            move=move,
            author=by.kind,
            officer_id=by.officer_id,
            text=words,
            before=before,
            after=rule.after,
        )
        session.add(event)
        await session.flush()
        if rule.after is not before:
            await _note(session, event, by)
        await news.of_floor(session, conversation, event)
        return event


async def _note(session: AsyncSession, event: FloorEvent, by: Actor) -> None:
    """Write a change of the floor into the audit log."""
    await audit.record(
        session,
        AuditAction.moved,
        AuditSubject.conversation,
        event.conversation_id,
        by=by,
        before={"floor": event.before},
        after={"floor": event.after, "move": event.move},
    )


def _officer(officer_id: int) -> Actor:
    return Actor(AuthorKind.officer, officer_id)


floor = FloorService()

"""What was queued for followers leaves: each one's in order, several at a time."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import glance, unit_of_work
from helpdesk.followers import Grant, followers
from helpdesk.models import Message, OutboxItem, OutboxKind, OutboxState
from helpdesk.notifications.letter import Letter
from helpdesk.notifications.queue import FollowerQueue, bury
from helpdesk.notifications.repository import OutboxRepository
from helpdesk.notifications.sender import Messenger, Outcome, Receipt

logger = logging.getLogger(__name__)

AT_ONCE = 10
LOOK = 0.3  # seconds between two looks at the outbox while somebody is being written to
SEND_SECONDS = 10.0  # then the answer counts as lost
LEASE = timedelta(seconds=15)  # a worker that died in between: others try after it
LOOK_AGAIN = timedelta(seconds=0.5)  # for an answer that is not on record yet
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)
TRIES = 20  # over more than three hours

type Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One message or notice on its way out, free of any session."""

    item_id: int
    identity_id: int
    openid: str
    letter: Letter
    part: str | None = None
    grant: Grant | None = None
    """On what it is sent; none for a notice."""

    opt_in: str | None = None
    """The agreed notice that it uses up."""


class FollowerDelivery(FollowerQueue):
    """Delivers; the queue is inherited."""

    async def deliver_to_followers(
        self,
        sessions: Sessions,
        messenger: Messenger,
        *,
        stop: asyncio.Event | None = None,
    ) -> int:
        """Send what is due until nothing is, and return how many WeChat took.

        No transaction is open while WeChat is waited for. A worker that dies in
        between sends again: twice is better than never.
        """
        taken = 0
        running: set[asyncio.Task[bool]] = set()
        try:
            while True:
                picked: list[Dispatch | None] = []
                if stop is None or not stop.is_set():
                    free = AT_ONCE - len(running)
                    picked = await _pick_due(sessions, messenger, limit=free)
                running |= {
                    asyncio.create_task(_deliver(sessions, messenger, one))
                    for one in picked
                    if one is not None
                }
                if not running:
                    if picked:
                        continue
                    return taken
                done, running = await asyncio.wait(
                    running, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
                )
                taken += sum(task.result() for task in done)
        finally:
            await asyncio.gather(*running, return_exceptions=True)


async def _pick_due(
    sessions: Sessions, messenger: Messenger, *, limit: int
) -> list[Dispatch | None]:
    """Take what is due; look first, without a lock."""
    if not limit:
        return []
    async with glance(sessions) as session:
        due = OutboxRepository(session).anything_due(OutboxKind.wechat, clock.now())
        if not await due:
            return []
    async with unit_of_work(sessions) as session:
        return await _pick(session, messenger, limit=limit)


async def _deliver(sessions: Sessions, messenger: Messenger, one: Dispatch) -> bool:
    receipt = await _send(messenger, one)
    async with unit_of_work(sessions) as session:
        await _settle(session, messenger, one, receipt)
    return receipt.outcome is Outcome.taken


async def _send(messenger: Messenger, one: Dispatch) -> Receipt:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            if one.part is not None:
                return await messenger.write(one.openid, one.part)
            if one.letter.notice is not None:
                return await messenger.notify(one.openid, one.letter.notice)
    except TimeoutError:
        return Receipt(Outcome.unsure, why="no answer in time")
    raise RuntimeError("nothing to send")


async def _pick(
    session: AsyncSession, messenger: Messenger, *, limit: int
) -> list[Dispatch | None]:
    """Take due items; what is to be sent becomes due again unless it is settled.

    What needs no sending is settled here and stands as None.
    """
    repository, now = OutboxRepository(session), clock.now()
    picked: list[Dispatch | None] = []
    for item in await repository.take_due(OutboxKind.wechat, now, limit=limit):
        try:
            one = await _prepared(session, messenger, item)
        except (KeyError, TypeError, ValueError) as error:
            # Whatever is wrong with it, what is for others has to leave.
            item.state = OutboxState.failed
            item.error, one = f"unreadable: {type(error).__name__}", None
        if one is not None:
            item.due_at, item.tries = now + LEASE, item.tries + 1
        picked.append(one)
    return picked


async def _prepared(
    session: AsyncSession, messenger: Messenger, item: OutboxItem
) -> Dispatch | None:
    """Return how an item leaves, or settle it where it does not."""
    now = clock.now()
    if item.expires_at is not None and item.expires_at <= now:
        await bury(session, item, "expired")
        return None
    letter = await _written(OutboxRepository(session), messenger, item)
    if letter is None:
        item.due_at = now + LOOK_AGAIN
        return None
    if not letter.left:  # nothing was to be said
        item.state, item.sent_at = OutboxState.sent, now
        return None
    return await _addressed(session, messenger, item, letter)


async def _written(
    repository: OutboxRepository, messenger: Messenger, item: OutboxItem
) -> Letter | None:
    """Return the letter with the parts that are left of it; none for no answer yet.

    Nothing is left of an answer once an officer has spoken after it was given.
    """
    letter = Letter.from_json(item.payload)
    replies = letter.replies
    if letter.message_id is not None:
        message = await repository.message(letter.message_id)
        if message is None or await _is_overtaken(repository, message):
            return replace(letter, left=())
        if message.replies is None:
            return None
        replies = tuple(message.replies)
    left = letter.left or tuple(messenger.parts(replies))
    return replace(letter, left=left)


async def _is_overtaken(repository: OutboxRepository, message: Message) -> bool:
    return message.answered_at is not None and await repository.is_overtaken(
        message.conversation_id, since=message.answered_at
    )


async def _addressed(
    session: AsyncSession, messenger: Messenger, item: OutboxItem, letter: Letter
) -> Dispatch | None:
    """Return how a letter leaves, its allowance used up; one that can not is held."""
    if item.identity_id is None:
        raise RuntimeError("an item for nobody")
    repository = OutboxRepository(session)
    await followers.hold(session, item.identity_id)
    if await repository.is_preceded(item):  # released since this one was picked
        return None
    openid = await repository.openid(item.identity_id)
    grant = await followers.spend(session, item.identity_id)
    if grant is not None:
        part = letter.left[0]
        return Dispatch(item.id, item.identity_id, openid, letter, part, grant)
    notice_id = _notice_id(messenger, letter)
    if notice_id is not None:
        if not messenger.needs_opt_in:
            return Dispatch(item.id, item.identity_id, openid, letter)
        if await followers.spend_opt_in(session, item.identity_id, notice_id):
            return Dispatch(item.id, item.identity_id, openid, letter, opt_in=notice_id)
    item.state = OutboxState.held
    return None


def _notice_id(messenger: Messenger, letter: Letter) -> str | None:
    if letter.notice is None or letter.noticed:
        return None
    return messenger.notice_id(letter.notice.name)


async def _settle(
    session: AsyncSession, messenger: Messenger, one: Dispatch, receipt: Receipt
) -> None:
    """Write down what became of a dispatch."""
    if receipt.outcome not in (Outcome.taken, Outcome.unsure):
        await _give_back(session, one)
    item = await OutboxRepository(session).hold(one.item_id)
    if item is None:  # whose it was had it deleted meanwhile
        return
    item.error = receipt.why and receipt.why[:200]
    match receipt.outcome:
        case Outcome.taken:
            _note_taken(item, one, receipt)
        case Outcome.too_long:
            await _split(session, messenger, item, one)
        case Outcome.shut:
            await followers.shut(session, one.identity_id)
            item.due_at = clock.now()  # by notice, or held
        case Outcome.unwanted:
            await _end_opt_in(session, item, one)
        case _:
            await _later(session, item, receipt)


def _note_taken(item: OutboxItem, one: Dispatch, receipt: Receipt) -> None:
    now, letter = clock.now(), one.letter
    item.provider_id = receipt.provider_id or item.provider_id
    if one.part is not None:
        letter = replace(letter, left=letter.left[1:])
    else:
        letter = replace(letter, noticed=True)
    tells_all = letter.noticed and letter.notice is not None and letter.notice.tells_all
    if tells_all or not letter.left:
        item.state, item.sent_at = OutboxState.sent, now
    item.payload = letter.to_json()
    item.due_at, item.tries = now, 0


async def _split(
    session: AsyncSession, messenger: Messenger, item: OutboxItem, one: Dispatch
) -> None:
    smaller = messenger.smaller(one.part or "")
    if len(smaller) < 2:
        await bury(session, item, item.error or "too long")
        return
    letter = replace(one.letter, left=(*smaller, *one.letter.left[1:]))
    item.payload, item.due_at = letter.to_json(), clock.now()


async def _end_opt_in(session: AsyncSession, item: OutboxItem, one: Dispatch) -> None:
    """Try the notice no more; the text waits for the follower."""
    if one.opt_in is not None:
        await followers.end_opt_in(session, one.identity_id, one.opt_in)
    item.payload = replace(one.letter, noticed=True).to_json()
    item.due_at = clock.now()


async def _later(session: AsyncSession, item: OutboxItem, receipt: Receipt) -> None:
    """Try again after a pause that grows, as long as there is hope."""
    if receipt.outcome is Outcome.misconfigured:
        logger.error("WeChat refuses all messages: %s", receipt.why)
    if receipt.outcome is Outcome.gone or item.tries >= TRIES:
        await bury(session, item, receipt.why or receipt.outcome)
        return
    pause = FIRST_PAUSE * 2 ** (item.tries - 1)
    item.due_at = clock.now() + min(pause, LONGEST_PAUSE)


async def _give_back(session: AsyncSession, one: Dispatch) -> None:
    """Put back what a dispatch was to use up; WeChat surely did not take it."""
    if one.grant is not None:
        await followers.give_back(session, one.identity_id, one.grant)
    if one.opt_in is not None:
        await followers.give_back_opt_in(session, one.identity_id, one.opt_in)

"""A talk as it was heard: worker, bot and officer in one order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.conversations import conversations, floor
from helpdesk.dossier.repository import DossierRepository
from helpdesk.models import (
    ChannelKind,
    Conversation,
    Floor,
    FloorEvent,
    FloorMove,
    Message,
    Ticket,
)

LAST = 80  # turns: more than is told of one matter


class Voice(StrEnum):
    """Who is heard."""

    worker = "worker"
    bot = "bot"
    officer = "officer"
    floor = "floor"  # nobody: the floor was moved


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing that was said, or one move of the floor."""

    at: datetime
    voice: Voice
    text: str
    choices: tuple[str, ...] = ()
    officer_id: int | None = None
    move: FloorMove | None = None
    is_degraded: bool = False
    """Whether it was said because the bot was gone."""

    is_before: bool = False
    """Whether it was said before the ticket's matter was told."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and who has its floor."""

    conversation_id: int
    channel: ChannelKind
    floor: Floor
    holder_id: int | None
    waits_since: datetime | None
    is_urgent: bool
    spoken: tuple[Spoken, ...]

    @property
    def can_be_joined(self) -> bool:
        """Tell whether an officer can write there: a call is answered by speaking."""
        return self.channel is not ChannelKind.hotline


async def talk(session: AsyncSession, ticket: Ticket) -> Talk | None:
    """Return the conversation in which a ticket was opened."""
    if ticket.conversation_id is None:
        return None
    held = await DossierRepository(session).conversation(ticket.conversation_id)
    if held is None:
        return None
    messages = await conversations.transcript(session, held, last=LAST)
    moves = await floor.since(session, held)
    return Talk(
        conversation_id=held.id,
        channel=held.channel,
        floor=held.floor,
        holder_id=await floor.holder(session, held),
        waits_since=held.queued_at,
        is_urgent=held.urgent_at is not None,
        spoken=_in_order(held, ticket, messages, moves),
    )


def _in_order(
    held: Conversation,
    ticket: Ticket,
    messages: Sequence[Message],
    moves: Sequence[FloorEvent],
) -> tuple[Spoken, ...]:
    began = _began(ticket, messages)
    first = messages[0].received_at if messages else held.created_at
    spoken = [
        *(one for each in messages for one in _of_message(each, began=began)),
        *(_of_move(each) for each in moves if each.created_at >= first),
    ]
    return tuple(sorted(spoken, key=lambda one: one.at))


def _began(ticket: Ticket, messages: Iterable[Message]) -> datetime | None:
    """Return when the matter was first told, if that is among the messages."""
    of_matter = (m for m in messages if m.message_id == ticket.first_message_id)
    return next((first.received_at for first in of_matter), None)


def _of_message(message: Message, *, began: datetime | None) -> Iterator[Spoken]:
    is_before = began is not None and message.received_at < began
    yield Spoken(message.received_at, Voice.worker, message.text, is_before=is_before)
    for reply in message.replies or ():
        yield Spoken(
            at=message.answered_at or message.received_at,
            voice=Voice.bot,
            text=reply.text,
            choices=tuple(button.title for button in reply.buttons),
            is_degraded=message.degraded,
            is_before=is_before,
        )


def _of_move(move: FloorEvent) -> Spoken:
    is_said = move.move is FloorMove.said
    return Spoken(
        at=move.created_at,
        voice=Voice.officer if is_said else Voice.floor,
        text=move.text or "",
        officer_id=move.officer_id,
        move=move.move,
    )

"""The worker's chat: messages and their history."""

import re
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.chat.schemas import (
    Answer,
    FloorNews,
    History,
    News,
    PastTurn,
    WorkerMessage,
)
from api.errors import ConversationNotFound
from api.gateway.exchange import Incoming, Outcome
from api.senders import address_of
from api.services import Services, Use
from helpdesk.conversations import conversations, floor
from helpdesk.database import read_only
from helpdesk.errors import NotFound
from helpdesk.models import Conversation

HISTORY = 100
"""Turns shown after a reload: more than anybody scrolls back on a phone."""

_KEY = re.compile(r"[\w-]{1,64}", re.ASCII)

router = APIRouter(prefix="/chat")


@router.post("/messages", response_model_exclude_none=True)
async def send(message: WorkerMessage, request: Request, services: Use) -> Answer:
    """Take a worker's message and answer it."""
    await _let_in(services, request, message.conversation)
    outcome = await _answered(services, message, address_of(request))
    return Answer.of(outcome, demo=services.settings.demo)


@router.get("/messages", response_model_exclude_none=True)
async def news(
    conversation: str,
    request: Request,
    services: Use,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> News:
    """Tell what an officer said, and who has the floor; the page asks while it waits.

    An address is not limited here: a dormitory that waits for officers would else
    use up what its people need for writing.
    """
    if address_of(request):
        await services.rates.take(poll=conversation[:64])
    async with read_only(services.sessions) as session:
        found = await _by_key(session, conversation)
        return News(
            conversation=found.key,
            floor=found.floor,
            place=await floor.place(session, found),
            messages=await _floor_news(session, found, after=after),
        )


@router.get("/conversations/{key}", response_model_exclude_none=True)
async def history(key: str, request: Request, services: Use) -> History:
    """Show a conversation again to whoever holds its key."""
    await _let_in(services, request, None)
    async with read_only(services.sessions) as session:
        conversation = await _by_key(session, key)
        turns = await conversations.transcript(session, conversation, last=HISTORY)
        return History(
            conversation=conversation.key,
            floor=conversation.floor,
            turns=[PastTurn.of(turn, demo=services.settings.demo) for turn in turns],
            messages=await _floor_news(session, conversation, after=0),
        )


async def _by_key(session: AsyncSession, key: str) -> Conversation:
    """Return the conversation whose key a page holds."""
    try:
        return await conversations.by_key(session, key)
    except NotFound as error:
        raise ConversationNotFound from error


async def _floor_news(
    session: AsyncSession, conversation: Conversation, *, after: int
) -> list[FloorNews]:
    moves = await floor.since(session, conversation, after=after)
    return [FloorNews.of(move) for move in moves]


async def _answered(
    services: Services, message: WorkerMessage, address: str
) -> Outcome:
    """Go on with the conversation; a key nobody knows begins a new one.

    A page that was left open for months still gets its answer, with a new key.
    """
    message_id = message.message_id or str(uuid4())
    if message.conversation and _KEY.fullmatch(message.conversation):
        try:
            return await services.turns.take(
                _incoming(services, message, message.conversation, message_id, address)
            )
        except NotFound:
            pass
    key = await services.openings.conversation_of(message_id, message.text)
    return await services.turns.take(
        _incoming(services, message, key, message_id, address)
    )


def _incoming(
    services: Services, message: WorkerMessage, key: str, message_id: str, address: str
) -> Incoming:
    return Incoming(
        key,
        message_id,
        message.text,
        spoken=message.channel == "voice",
        address=address,
        explain=message.explain and services.settings.demo,
    )


async def _let_in(
    services: Services, request: Request, conversation: str | None
) -> None:
    """Count a request; the machine itself (gonghui chat, load tests) is not limited."""
    address = address_of(request)
    if not address:
        return
    senders = {"conversation": conversation} if conversation else {}
    await services.rates.take(address=address, **senders)

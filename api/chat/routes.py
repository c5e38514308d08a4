"""The worker's chat: messages and their history."""

import re
from ipaddress import ip_address
from uuid import uuid4

from fastapi import APIRouter, Request

from api.chat.schemas import Answer, History, PastTurn, WorkerMessage
from api.errors import ConversationNotFound
from api.gateway.exchange import Incoming, Outcome
from api.services import Services, Use
from helpdesk.conversations import conversations
from helpdesk.database import read_only
from helpdesk.errors import NotFound

HISTORY = 100
"""Turns shown after a reload: more than anybody scrolls back on a phone."""

_KEY = re.compile(r"[\w-]{1,64}", re.ASCII)

router = APIRouter(prefix="/chat")


@router.post("/messages", response_model_exclude_none=True)
async def send(message: WorkerMessage, request: Request, services: Use) -> Answer:
    """Take a worker's message and answer it."""
    _let_in(services, request, message.conversation)
    outcome = await _answered(services, message, _address(request))
    return Answer.of(outcome, demo=services.settings.demo)


@router.get("/conversations/{key}", response_model_exclude_none=True)
async def history(key: str, request: Request, services: Use) -> History:
    """Show a conversation again to whoever holds its key."""
    _let_in(services, request, None)
    if not _KEY.fullmatch(key):
        raise ConversationNotFound
    async with read_only(services.sessions) as session:
        try:
            conversation = await conversations.by_key(session, key)
        except NotFound as error:
            raise ConversationNotFound from error
        turns = await conversations.transcript(session, conversation, last=HISTORY)
        return History(
            conversation=conversation.key,
            floor=conversation.floor,
            turns=[PastTurn.of(turn, demo=services.settings.demo) for turn in turns],
        )


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
                Incoming(
                    message.conversation, message_id, message.text, address=address
                )
            )
        except NotFound:
            pass
    key = await services.openings.conversation_of(message_id, message.text)
    return await services.turns.take(
        Incoming(key, message_id, message.text, address=address)
    )


def _let_in(services: Services, request: Request, conversation: str | None) -> None:
    """Count a request; the machine itself (gonghui chat, load tests) is not limited.

    Behind a reverse proxy uvicorn puts the worker's own address here.
    """
    address = _address(request)
    if not address:
        return
    services.addresses.take(address)
    if conversation:
        services.talks.take(conversation)


def _address(request: Request) -> str:
    """Return where a request comes from; nothing when it is this machine."""
    address = request.client.host if request.client else ""
    return "" if _is_loopback(address) else address


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

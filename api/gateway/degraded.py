"""What becomes of a message that no bot answered: a told wait, or a ticket."""

import math

from api.gateway.bots import BotBusy, BotError
from api.gateway.exchange import Exchange, Outcome
from api.texts import Texts, Told
from helpdesk.models import Reply
from helpdesk.numbers import in_groups
from helpdesk.unanswered import unanswered

ROUNDED = 10
"""Seconds: nobody looks at the clock more closely than that."""


async def settle(exchange: Exchange, error: BotError, *, texts: Texts) -> Outcome:
    """Tell who comes at a busy time when to come back; keep everything else.

    An hour in which a whole city writes would bury the officers under tickets that
    the bot answers a minute later. Who was sent away once is not sent away again.
    """
    if isinstance(error, BotBusy) and not await _was_let_down(exchange):
        seconds = math.ceil(error.seconds / ROUNDED) * ROUNDED
        text = _said(exchange, texts.busy).format(seconds=seconds)
        return await exchange.answer(Reply(text), degraded=True)
    return await keep(exchange, texts=texts)


async def keep(exchange: Exchange, *, texts: Texts) -> Outcome:
    """Keep the message for the officers and tell the worker its number."""
    kept = await unanswered.keep(
        exchange.session, exchange.conversation, exchange.message
    )
    told = _said(exchange, texts.degraded_new if kept.is_new else texts.degraded_added)
    number = in_groups(kept.ticket.number)
    return await exchange.answer(Reply(told.format(number=number)), degraded=True)


async def _was_let_down(exchange: Exchange) -> bool:
    """Tell whether the message before was not answered either."""
    before = await exchange.before()
    return bool(before) and before[-1].degraded


def _said(exchange: Exchange, told: Told) -> str:
    return told.spoken if exchange.is_spoken else told.chat

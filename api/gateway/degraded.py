"""What becomes of a message that the bot did not answer: a ticket."""

from api.gateway.exchange import Exchange, Outcome
from api.texts import Texts
from helpdesk.models import Reply
from helpdesk.numbers import in_groups
from helpdesk.unanswered import unanswered


async def keep(exchange: Exchange, *, texts: Texts) -> Outcome:
    """Keep the message for the officers and tell the worker its number."""
    kept = await unanswered.keep(
        exchange.session, exchange.conversation, exchange.message
    )
    told = texts.degraded_new if kept.is_new else texts.degraded_added
    number = in_groups(kept.ticket.number)
    text = told.spoken if exchange.is_spoken else told.chat
    return await exchange.answer(Reply(text.format(number=number)), degraded=True)

"""What is said and done at once when somebody is in danger and the bot is no help."""

from api.gateway.exchange import Exchange, Outcome
from api.texts import Texts, Told
from helpdesk.alarms import alarms
from helpdesk.models import Reply
from helpdesk.numbers import in_groups


async def answer(exchange: Exchange, *, texts: Texts) -> Outcome:
    """Say what saves, raise the alarm, and tell that it was raised."""
    found = exchange.danger
    if found is None:
        raise ValueError("the message tells of no danger")
    alarm = await alarms.ring(
        exchange.session,
        exchange.conversation,
        found,
        words=exchange.message.text,
        message_id=exchange.message.message_id,
    )
    reported = _said(exchange, texts.danger_reported)
    return await exchange.answer(
        Reply(_said(exchange, texts.danger_told[found.kind])),
        Reply(reported.format(number=in_groups(alarm.ticket.number))),
        degraded=True,
    )


def _said(exchange: Exchange, told: Told) -> str:
    return told.spoken if exchange.is_spoken else told.chat

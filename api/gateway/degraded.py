"""What becomes of a message that the bot did not answer: a ticket."""

from api.gateway.exchange import Exchange, Outcome
from api.texts import Texts
from helpdesk.identity import identity
from helpdesk.models import AuthorKind, Conversation, Reply, Ticket
from helpdesk.numbers import in_groups
from helpdesk.privacy import redact
from helpdesk.tickets import tickets

CATEGORY = "degraded"
"""In place of an intent: nobody has understood this message yet."""

SUBJECT_LENGTH = 60
"""Characters of the message in the subject line: one line of an officer's queue."""


async def keep(exchange: Exchange, *, texts: Texts) -> Outcome:
    """Keep the message for the officers and tell the worker its number.

    A failure of minutes is one matter: what follows is added to the ticket that the
    conversation's first message opened, as long as that one is not settled.
    """
    latest = await tickets.latest_of(exchange.session, exchange.conversation)
    if latest is not None and _takes_more(latest, exchange.conversation):
        text = exchange.message.text
        await tickets.add_note(exchange.session, latest, text, by=AuthorKind.member)
        told = texts.degraded_added.format(number=in_groups(latest.number))
    else:
        ticket = await _open(exchange, texts)
        told = texts.degraded_new.format(number=in_groups(ticket.number))
    return await exchange.answer(Reply(told), degraded=True)


async def _open(exchange: Exchange, texts: Texts) -> Ticket:
    text = exchange.message.text
    member = await identity.member_of(exchange.session, exchange.conversation)
    return await tickets.open(
        exchange.session,
        category=CATEGORY,
        subject=texts.degraded_subject.format(text=_headline(text)),
        details={"message": text},
        conversation=exchange.conversation,
        message_id=exchange.message.message_id,
        member_id=member.id if member else None,
    )


def _takes_more(ticket: Ticket, conversation: Conversation) -> bool:
    return (
        ticket.category == CATEGORY
        and ticket.conversation_id == conversation.id
        and not ticket.status.is_settled
    )


def _headline(text: str) -> str:
    line = redact(" ".join(text.split()))
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"

"""Messages that the bot did not answer: kept as tickets, and the worker is told so."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.conversations import conversations
from helpdesk.identity import identity
from helpdesk.models import AuthorKind, Conversation, Message, Reply, Ticket
from helpdesk.numbers import in_groups
from helpdesk.privacy import redact
from helpdesk.rules import rules
from helpdesk.tickets import UNREAD, tickets
from helpdesk.unanswered.repository import UnansweredRepository

TEXTS = Path(__file__).with_name("texts.yml")
SUBJECT_LENGTH = 60
"""Characters of the message in the subject line: one line of an officer's queue."""

PATIENCE = timedelta(seconds=60)
"""After which an answer that was promised comes no more: its process is gone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The ticket that a message is in, and whether it opened it."""

    ticket: Ticket
    is_new: bool


class UnansweredService:
    """Sees to it that no message is lost without an answer."""

    async def keep(
        self, session: AsyncSession, conversation: Conversation, message: Message
    ) -> Kept:
        """Keep a message for the officers.

        A failure of minutes is one matter: what follows is added to the ticket that
        the conversation's first message opened, as long as that one is not settled.
        """
        latest = await tickets.latest_of(session, conversation)
        if latest is not None and _takes_more(latest, conversation):
            await tickets.add_note(session, latest, message.text, by=AuthorKind.member)
            return Kept(latest, is_new=False)
        member = await identity.member_of(session, conversation)
        headline = _headline(message.text)
        ticket = await tickets.open(
            session,
            category=UNREAD,
            subject=rules(TEXTS)["subject"].format(text=headline),
            details={"message": message.text},
            conversation=conversation,
            message_id=message.message_id,
            member_id=member.id if member else None,
        )
        return Kept(ticket, is_new=True)

    async def answer_overdue(self, session: AsyncSession) -> int:
        """Answer what was promised an answer that never came; return how many."""
        repository, answered = UnansweredRepository(session), 0
        for item in await repository.list_awaited(clock.now() - PATIENCE):
            found = await repository.unanswered(item.payload["message_id"])
            if found is not None:
                await self._answer(session, *found)
                answered += 1
        return answered

    async def _answer(
        self, session: AsyncSession, conversation: Conversation, message: Message
    ) -> None:
        from helpdesk.alarms import alarms  # only now: it loads spaCy
        from helpdesk.risk import danger

        found = danger(message.text)
        if found is not None:
            alarm = await alarms.ring(
                session,
                conversation,
                found,
                words=message.text,
                message_id=message.message_id,
            )
            name, ticket = "danger", alarm.ticket
        else:
            kept = await self.keep(session, conversation, message)
            name, ticket = "new" if kept.is_new else "added", kept.ticket
        told = rules(TEXTS)[name].format(number=in_groups(ticket.number))
        await conversations.answer(session, message, [Reply(told)], degraded=True)


def _takes_more(ticket: Ticket, conversation: Conversation) -> bool:
    return (
        ticket.category == UNREAD
        and ticket.conversation_id == conversation.id
        and not ticket.status.is_settled
    )


def _headline(text: str) -> str:
    line = redact(" ".join(text.split()))
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


unanswered = UnansweredService()

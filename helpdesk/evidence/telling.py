"""Saying that something was not kept: to who sent it, and on the ticket."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.evidence.repository import EvidenceRepository
from helpdesk.models import Attachment, AuthorKind, ChannelKind
from helpdesk.notifications import notifications
from helpdesk.rules import rules
from helpdesk.tickets import tickets

WORDS = Path(__file__).with_name("words.yml")


async def tell_unkept(session: AsyncSession, held: Attachment, fault: str) -> None:
    """Tell the worker, so that it can be sent again; and the officers."""
    book, repository = rules(WORDS), EvidenceRepository(session)
    kind = book["kinds"][held.kind]
    ticket = await repository.ticket_of(held)
    if ticket is not None and not ticket.status.is_ended:
        note = book["noted"][fault].format(kind=kind)
        await tickets.add_note(session, ticket, note, by=AuthorKind.system)
    sender = await repository.sender_of(held)
    if sender is not None and sender.channel is ChannelKind.wechat:
        await notifications.tell(
            session,
            sender.id,
            text=book["told"][fault].format(kind=kind),
            request_key=f"evidence:{held.id}",
        )

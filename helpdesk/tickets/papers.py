"""Papers: what workers sent before their matter became a ticket goes along with it."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.models import AttachmentKind, AuthorKind, EventKind, Ticket, TicketEvent
from helpdesk.rules import rules
from helpdesk.tickets.repository import TicketRepository

RULES = Path(__file__).with_name("papers.yml")


async def claim(
    session: AsyncSession, ticket: Ticket, *, conversation_id: int | None
) -> None:
    """Attach what was sent in a conversation shortly before its matter was told."""
    if conversation_id is None:
        return
    since = clock.now() - timedelta(hours=rules(RULES)["kept_hours"])
    kinds = await TicketRepository(session).claim_papers(
        ticket.id, conversation_id=conversation_id, since=since
    )
    if not kinds:
        return
    event = TicketEvent(
        ticket_id=ticket.id,
        kind=EventKind.note,
        author=AuthorKind.member,
        text=said(kinds),
    )
    session.add(event)
    await session.flush()


def said(kinds: Iterable[AttachmentKind]) -> str:
    """Say what was sent, as the timeline has it.

    >>> said([AttachmentKind.image, AttachmentKind.file, AttachmentKind.image])
    '发来图片2张、文件1个'
    """
    book, counted = rules(RULES), Counter(kinds)
    listed = (kind for kind in AttachmentKind if counted[kind])
    items = (book["items"][kind].format(count=counted[kind]) for kind in listed)
    text: str = book["said"].format(items=book["joint"].join(items))
    return text

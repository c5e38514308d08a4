"""Evidence: pictures and files that workers send, fetched, checked and kept sealed."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.evidence.repository import EvidenceRepository
from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AuthorKind,
    Conversation,
    Ticket,
)
from helpdesk.texts import tidy
from helpdesk.tickets import papers, tickets

NAME_LIMIT = 200


class EvidenceService:
    """Takes in what workers send, and gives it out to officers."""

    async def receive(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        message_id: str,
        kind: AttachmentKind,
        source: str,
        name: str | None = None,
    ) -> Attachment:
        """Note that something was sent; a repeated delivery returns the first note.

        It belongs to the newest matter that is not settled. Where there is none it
        waits for the ticket that opens in this conversation (``tickets.papers``).
        ``source`` is the provider's id, by which the worker fetches it.
        """
        repository = EvidenceRepository(session)
        new = await repository.add(
            conversation.id,
            message_id=message_id,
            kind=kind,
            source=source,
            name=tidy(name, limit=NAME_LIMIT) if name else None,
            at=clock.now(),
        )
        if new is None:
            return await repository.by_message(conversation.id, message_id)
        ticket = await self._matter(session, conversation)
        if ticket is not None:
            new.ticket_id = ticket.id
            await tickets.add_note(
                session, ticket, papers.said([kind]), by=AuthorKind.member
            )
        return new

    async def _matter(
        self, session: AsyncSession, conversation: Conversation
    ) -> Ticket | None:
        """Return the newest ticket of this worker that is not settled."""
        newest = await tickets.list_of(session, conversation)
        return next((each for each in newest if not each.status.is_settled), None)


evidence = EvidenceService()

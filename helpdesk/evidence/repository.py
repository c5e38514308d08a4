"""SQL of attachments."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select

from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AttachmentState,
    Conversation,
    Identity,
    Ticket,
)
from helpdesk.repository import Repository


class EvidenceRepository(Repository):
    """Questions about what workers sent."""

    async def add(
        self,
        conversation_id: int,
        *,
        message_id: str,
        kind: AttachmentKind,
        source: str | None,
        name: str | None,
        at: datetime,
    ) -> Attachment | None:
        """Record an attachment and return it; nothing when it is on record already."""
        new = self.insert(Attachment).values(
            conversation_id=conversation_id,
            message_id=message_id,
            kind=kind,
            state=AttachmentState.waiting,
            source=source,
            name=name,
            tries=0,
            due_at=at,
            created_at=at,
        )
        once = new.on_conflict_do_nothing().returning(Attachment)
        return (await self.session.scalars(once)).one_or_none()

    async def by_message(self, conversation_id: int, message_id: str) -> Attachment:
        """Return what came with a delivery."""
        statement = select(Attachment).where(
            Attachment.conversation_id == conversation_id,
            Attachment.message_id == message_id,
        )
        return (await self.session.scalars(statement)).one()

    async def anything_due(self, now: datetime) -> bool:
        """Tell whether something waits to be fetched; takes no lock."""
        due = exists().where(
            Attachment.state == AttachmentState.waiting, Attachment.due_at <= now
        )
        return bool(await self.session.scalar(select(due)))

    async def take_due(self, now: datetime, *, limit: int) -> Sequence[Attachment]:
        """Return what is due; what another worker holds is passed over."""
        statement = (
            select(Attachment)
            .where(
                Attachment.state == AttachmentState.waiting, Attachment.due_at <= now
            )
            .order_by(Attachment.due_at, Attachment.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def hold(self, attachment_id: int) -> Attachment | None:
        """Return an attachment as it is now, nobody else's to change."""
        statement = (
            select(Attachment)
            .where(Attachment.id == attachment_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def ticket_of(self, attachment: Attachment) -> Ticket | None:
        """Return the matter that an attachment is evidence of."""
        statement = select(Ticket).where(Ticket.id == attachment.ticket_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def sender_of(self, attachment: Attachment) -> Identity | None:
        """Return who sent an attachment."""
        statement = (
            select(Identity)
            .join(Conversation, Conversation.identity_id == Identity.id)
            .where(Conversation.id == attachment.conversation_id)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_of(self, ticket_id: int) -> Sequence[Attachment]:
        """Return what was sent for a ticket, oldest first."""
        statement = (
            select(Attachment)
            .where(Attachment.ticket_id == ticket_id)
            .order_by(Attachment.id)
        )
        return (await self.session.scalars(statement)).all()

    async def paths(self) -> set[str]:
        """Return the path of every file that a row speaks of."""
        statement = select(Attachment.path).where(Attachment.path.is_not(None))
        return {path for path in await self.session.scalars(statement) if path}

    async def paths_from(self, identity_id: int) -> dict[int, str]:
        """Return the files that somebody sent, by the keys of their rows."""
        statement = (
            select(Attachment.id, Attachment.path)
            .join(Conversation, Conversation.id == Attachment.conversation_id)
            .where(Conversation.identity_id == identity_id)
        )
        found = (await self.session.execute(statement)).all()
        return {key: path for key, path in found if path}

    async def among(self, keys: Iterable[int]) -> set[int]:
        """Return which of these rows are there."""
        statement = select(Attachment.id).where(Attachment.id.in_(keys))
        return set(await self.session.scalars(statement))

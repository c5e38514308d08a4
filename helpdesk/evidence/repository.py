"""SQL of attachments."""

from datetime import datetime

from sqlalchemy import select

from helpdesk.models import Attachment, AttachmentKind, AttachmentState
from helpdesk.repository import Repository


class EvidenceRepository(Repository):
    """Questions about what workers sent."""

    async def add(
        self,
        conversation_id: int,
        *,
        message_id: str,
        kind: AttachmentKind,
        source: str,
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

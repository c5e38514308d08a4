"""Evidence: what workers send, and recordings of calls; the bytes lie in files."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Sealed


class AttachmentKind(StrEnum):
    """What was sent."""

    image = "image"
    voice = "voice"
    video = "video"
    file = "file"
    recording = "recording"  # of a call to the hotline


class AttachmentState(StrEnum):
    """How far an attachment is."""

    waiting = "waiting"  # still with the provider
    stored = "stored"
    refused = "refused"  # too large, or not what it says
    lost = "lost"  # the provider has it no more


class Attachment(Numbered, Dated, Base):
    """One picture or file, first named by the provider, then stored by us."""

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id"),
        Index(None, "state", "due_at"),
    )

    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), comment="where it was sent"
    )
    message_id: Mapped[str] = mapped_column(
        String(128), comment="the channel's id of the delivery"
    )
    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id"), index=True, comment="the matter it is evidence of"
    )
    kind: Mapped[AttachmentKind] = mapped_column(comment="what was sent")
    state: Mapped[AttachmentState] = mapped_column(
        default=AttachmentState.waiting, comment="how far it is"
    )
    source: Mapped[str | None] = mapped_column(
        Sealed("attachment.source"), comment="sealed media id at the provider"
    )
    name: Mapped[str | None] = mapped_column(
        Sealed("attachment.name"), comment="sealed name of the file"
    )
    media_type: Mapped[str | None] = mapped_column(
        String(64), comment="what its bytes are"
    )
    size: Mapped[int | None] = mapped_column(comment="bytes")
    sha256: Mapped[str | None] = mapped_column(String(64), comment="of its bytes")
    path: Mapped[str | None] = mapped_column(
        String(120), comment="the sealed file, below the data directory"
    )
    key: Mapped[str | None] = mapped_column(
        Sealed("attachment.key"), comment="sealed key of that file"
    )
    tries: Mapped[int] = mapped_column(default=0, comment="times it was fetched")
    due_at: Mapped[datetime] = mapped_column(comment="not fetched before")
    error: Mapped[str | None] = mapped_column(
        String(200), comment="why it was not stored"
    )

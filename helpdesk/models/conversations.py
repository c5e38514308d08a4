"""Conversations and their messages."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import (
    Dialect,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.identities import ChannelKind, Identity
from helpdesk.models.sealed import Sealed, SealedJSON


class Floor(StrEnum):
    """Who answers the next message."""

    bot = "bot"
    queued = "queued"
    officer = "officer"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered under a reply; the payload is sent as if typed."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, as the worker sees it."""

    text: str
    buttons: tuple[Button, ...] = ()
    asks: str | None = None
    """What it asks the worker for; a call that is gone on with has to know."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read back what was recorded."""
        buttons = tuple(Button(**button) for button in value["buttons"])
        return cls(value["text"], buttons, value.get("asks"))


class SealedReplies(SealedJSON):
    """A list of replies, sealed as JSON."""

    cache_ok = True

    def process_bind_param(
        self, value: Sequence[Reply] | None, dialect: Dialect
    ) -> bytes | None:
        """Seal the replies as JSON."""
        plain = None if value is None else [asdict(reply) for reply in value]
        return super().process_bind_param(plain, dialect)

    def process_result_value(
        self, value: bytes | None, dialect: Dialect
    ) -> list[Reply] | None:
        """Open the JSON and make replies of it."""
        plain = super().process_result_value(value, dialect)
        return None if plain is None else [Reply.from_json(reply) for reply in plain]


class Conversation(Numbered, Dated, Base):
    """One exchange with one identity."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "ix_conversations_waiting",
            "queued_at",
            sqlite_where=text("queued_at IS NOT NULL"),
            postgresql_where=text("queued_at IS NOT NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(
        String(32), unique=True, comment="unguessable token that the client holds"
    )
    thread: Mapped[str] = mapped_column(
        String(40), unique=True, comment="the sender id that Rasa knows"
    )
    thread_messages: Mapped[int] = mapped_column(
        default=0, comment="messages since the thread began"
    )
    identity_id: Mapped[int] = mapped_column(
        ForeignKey("identities.id"), index=True, comment="the other side"
    )
    channel: Mapped[ChannelKind] = mapped_column(comment="the way in")
    floor: Mapped[Floor] = mapped_column(
        default=Floor.bot, comment="who answers the next message"
    )
    queue_reason: Mapped[str | None] = mapped_column(
        String(200), comment="why an officer was asked for"
    )
    queued_at: Mapped[datetime | None] = mapped_column(comment="since when it waits")
    urgent_at: Mapped[datetime | None] = mapped_column(
        comment="since when somebody is in danger: goes first"
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, comment="member proved here"
    )
    level: Mapped[int] = mapped_column(default=0, comment="how far it is proved: 0-2")
    level_until: Mapped[datetime | None] = mapped_column(comment="proof holds until")
    last_message_at: Mapped[datetime | None] = mapped_column(comment="last message")
    address: Mapped[str | None] = mapped_column(
        Sealed("conversation.address"), comment="sealed network address"
    )

    identity: Mapped[Identity] = relationship(lazy="raise")


class Message(Numbered, Base):
    """What a worker said in one turn, and what was answered."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id"),
        Index(None, "conversation_id", "id"),
    )

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id"), comment="where it was said"
    )
    message_id: Mapped[str] = mapped_column(
        String(128), comment="the channel's id of the delivery"
    )
    text: Mapped[str] = mapped_column(Sealed("message.text"), comment="sealed text")
    replies: Mapped[list[Reply] | None] = mapped_column(
        SealedReplies("message.replies"), comment="sealed replies; null: not answered"
    )
    intent: Mapped[str | None] = mapped_column(
        String(48), comment="what it was taken for"
    )
    confidence: Mapped[float | None] = mapped_column(comment="how surely, 0-1")
    degraded: Mapped[bool] = mapped_column(
        default=False, comment="answered without the bot"
    )
    received_at: Mapped[datetime] = mapped_column(index=True, comment="when it came in")
    answered_at: Mapped[datetime | None] = mapped_column(comment="when it was answered")

"""Calls to the hotline: how far each one is, and what every event was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Numbered
from helpdesk.models.sealed import Digest, Lookup, Sealed, SealedJSON


class Call(Numbered, Base):
    """One telephone call, as the platform numbers it."""

    __tablename__ = "calls"
    __table_args__ = (Index(None, "identity_id", "ended_at"),)

    call_lookup: Mapped[Digest] = mapped_column(
        Lookup("hotline_call"),
        unique=True,
        comment="keyed digest of the platform's id",
    )
    identity_id: Mapped[int] = mapped_column(
        ForeignKey("identities.id"), comment="the caller number, or the call itself"
    )
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id"), index=True, comment="where it is recorded"
    )
    talk: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJSON("call.talk"), comment="sealed state of the talk"
    )
    unfinished: Mapped[bool] = mapped_column(
        default=False, comment="whether it broke off and may be gone on with"
    )
    began_at: Mapped[datetime] = mapped_column(comment="when it came in")
    ended_at: Mapped[datetime | None] = mapped_column(comment="when it was over")


class CallTurn(Numbered, Base):
    """One event of a call; whoever repeats it gets the same answer."""

    __tablename__ = "call_turns"
    __table_args__ = (UniqueConstraint("call_id", "seq"),)

    call_id: Mapped[int] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), index=True, comment="of which call"
    )
    seq: Mapped[int] = mapped_column(comment="the platform's number of the event")
    heard: Mapped[str | None] = mapped_column(
        Sealed("call_turn.heard"), comment="sealed words or keys; null: silence"
    )
    answer: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJSON("call_turn.answer"), comment="sealed answer; null: not decided yet"
    )
    received_at: Mapped[datetime] = mapped_column(comment="when it first came")

"""Lawyers whom the union sends to enterprises and communities."""

from datetime import date, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Numbered
from helpdesk.models.organisations import Organisation
from helpdesk.models.sites import Lawyer


class PostingKind(StrEnum):
    """How a lawyer is sent out (派驻)."""

    site = "site"  # 驻点；排班在 duties
    enterprise = "enterprise"  # 入企
    community = "community"  # 社区顾问


class Posting(Numbered, Base):
    """A lawyer for one enterprise or community; hours only where they are agreed."""

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("organisation_id", "lawyer_id"),
        CheckConstraint("kind IN ('enterprise', 'community')", name="kind"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts_at < ends_at", name="hours"),
        CheckConstraint(
            "(weekday IS NULL) = (starts_at IS NULL) "
            "AND (starts_at IS NULL) = (ends_at IS NULL)",
            name="agreed",
        ),
    )

    kind: Mapped[PostingKind] = mapped_column(comment="enterprise or community")
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), comment="for whom"
    )
    lawyer_id: Mapped[int] = mapped_column(
        ForeignKey("lawyers.id"), index=True, comment="who"
    )
    weekday: Mapped[int | None] = mapped_column(
        comment="0 is Monday; null: by appointment"
    )
    starts_at: Mapped[time | None] = mapped_column(comment="from, Shenzhen time")
    ends_at: Mapped[time | None] = mapped_column(comment="to, Shenzhen time")
    valid_from: Mapped[date | None] = mapped_column(comment="first day of the posting")
    valid_to: Mapped[date | None] = mapped_column(comment="last day of the posting")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    lawyer: Mapped[Lawyer] = relationship(lazy="raise")

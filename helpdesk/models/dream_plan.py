"""The union's Dream Plan (工会圆梦计划): cohorts, places, applications."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.articles import Confidence
from helpdesk.models.base import Base, Dated, Numbered


class DreamLevel(StrEnum):
    """What is studied towards."""

    college = "college"  # 高起专：高中、中专 → 大专
    bachelor = "bachelor"  # 专升本：大专 → 本科
    either = "either"  # 名额不分层次的年份


class DreamStatus(StrEnum):
    """Where an application is on its way."""

    draft = "draft"  # 填写中
    submitted = "submitted"  # 已提交
    reviewing = "reviewing"  # 审核中
    returned = "returned"  # 退回补材料
    approved = "approved"  # 录取，占名额
    waiting = "waiting"  # 候补
    rejected = "rejected"  # 未通过
    enrolled = "enrolled"  # 已入学
    declined = "declined"  # 放弃录取
    withdrawn = "withdrawn"  # 撤回

    @property
    def next(self) -> frozenset["DreamStatus"]:
        """Return the states that may follow."""
        return DREAM_TRANSITIONS[self]

    @property
    def is_live(self) -> bool:
        """Tell whether it still stands for a place, or took one."""
        return self not in DREAM_ENDED


DREAM_TRANSITIONS = {
    DreamStatus.draft: frozenset({DreamStatus.submitted, DreamStatus.withdrawn}),
    DreamStatus.submitted: frozenset({DreamStatus.reviewing, DreamStatus.withdrawn}),
    DreamStatus.reviewing: frozenset(
        {DreamStatus.returned, DreamStatus.approved, DreamStatus.waiting}
        | {DreamStatus.rejected, DreamStatus.withdrawn}
    ),
    DreamStatus.returned: frozenset({DreamStatus.submitted, DreamStatus.withdrawn}),
    DreamStatus.approved: frozenset(
        {DreamStatus.enrolled, DreamStatus.declined, DreamStatus.withdrawn}
    ),
    DreamStatus.waiting: frozenset(
        {DreamStatus.approved, DreamStatus.rejected, DreamStatus.withdrawn}
    ),
    DreamStatus.rejected: frozenset[DreamStatus](),
    DreamStatus.enrolled: frozenset[DreamStatus](),
    DreamStatus.declined: frozenset[DreamStatus](),
    DreamStatus.withdrawn: frozenset[DreamStatus](),
}
DREAM_ENDED = frozenset(
    {DreamStatus.rejected, DreamStatus.declined, DreamStatus.withdrawn}
)
DREAM_LIVE = text("status NOT IN ('declined', 'rejected', 'withdrawn')")


class DreamCohort(Numbered, Dated, Base):
    """One year of the plan (一届)."""

    __tablename__ = "dream_cohorts"
    __table_args__ = (CheckConstraint("opens_on <= closes_on", name="window"),)

    year: Mapped[int] = mapped_column(unique=True, comment="the year of admission")
    edition: Mapped[int | None] = mapped_column(comment="第几届, where it is known")
    opens_on: Mapped[date | None] = mapped_column(comment="first day of applying")
    closes_on: Mapped[date | None] = mapped_column(comment="last day of applying")
    note: Mapped[str] = mapped_column(Text, comment="what else is known of the year")
    source: Mapped[str] = mapped_column(Text, comment="where the figures are from")
    confidence: Mapped[Confidence] = mapped_column(comment="how well established")


class DreamPool(Numbered, Base):
    """Places that are given out together; its row is locked while one is."""

    __tablename__ = "dream_pools"
    __table_args__ = (
        UniqueConstraint("cohort_id", "level"),
        CheckConstraint("taken BETWEEN 0 AND quota", name="taken"),
    )

    cohort_id: Mapped[int] = mapped_column(
        ForeignKey("dream_cohorts.id"), comment="of which year"
    )
    level: Mapped[DreamLevel] = mapped_column(comment="for which level")
    quota: Mapped[int] = mapped_column(comment="places there are")
    taken: Mapped[int] = mapped_column(default=0, comment="places given out")
    waited: Mapped[int] = mapped_column(
        default=0, comment="last number given out on the waiting list"
    )


class DreamApplication(Numbered, Dated, Base):
    """One worker's application for one year."""

    __tablename__ = "dream_applications"
    __table_args__ = (
        Index(
            "ix_dream_applications_one_live",
            "cohort_id",
            "member_id",
            unique=True,
            sqlite_where=DREAM_LIVE,
            postgresql_where=DREAM_LIVE,
        ),
        Index(None, "pool_id", "status", "waiting_number"),
    )

    cohort_id: Mapped[int] = mapped_column(
        ForeignKey("dream_cohorts.id"), comment="for which year"
    )
    pool_id: Mapped[int] = mapped_column(
        ForeignKey("dream_pools.id"), comment="among which places"
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose it is"
    )
    level: Mapped[DreamLevel] = mapped_column(comment="college or bachelor")
    education: Mapped[str | None] = mapped_column(
        String(16), comment="schooling so far, as said"
    )
    status: Mapped[DreamStatus] = mapped_column(
        default=DreamStatus.draft, comment="where it is on its way"
    )
    waiting_number: Mapped[int | None] = mapped_column(
        comment="its number on the waiting list"
    )
    submitted_at: Mapped[datetime | None] = mapped_column(comment="last handed in")

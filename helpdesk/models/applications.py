"""Applications to join the union (入会申请), reviewed along 小三级."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.members import EmploymentKind, Member


class Route(StrEnum):
    """Which kind of union takes a worker in."""

    employer = "employer"  # 本单位工会
    trade = "trade"  # 行业工联会
    local = "local"  # 社区/园区/楼宇工联会
    street = "street"  # 街道总工会
    district = "district"  # 区总工会
    federation = "federation"  # 市总工会（12351 转办）


class ApplicationStatus(StrEnum):
    """Where an application is on its way."""

    submitted = "submitted"  # 已提交
    primary_review = "primary_review"  # 基层工会审查中
    upper_review = "upper_review"  # 上一级工会审核中
    returned = "returned"  # 退回补正
    approved = "approved"  # 已批准
    rejected = "rejected"  # 未批准
    withdrawn = "withdrawn"  # 本人撤回

    @property
    def next(self) -> frozenset["ApplicationStatus"]:
        """Return the states that may follow."""
        return APPLICATION_TRANSITIONS[self]

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody has to act any more."""
        return not self.next


APPLICATION_TRANSITIONS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.submitted: frozenset(
        {
            ApplicationStatus.primary_review,
            ApplicationStatus.returned,
            ApplicationStatus.withdrawn,
        }
    ),
    ApplicationStatus.primary_review: frozenset(
        {
            ApplicationStatus.upper_review,
            ApplicationStatus.approved,  # there is no union above to ask
            ApplicationStatus.returned,
            ApplicationStatus.rejected,
            ApplicationStatus.withdrawn,
        }
    ),
    ApplicationStatus.upper_review: frozenset(
        {
            ApplicationStatus.approved,
            ApplicationStatus.returned,
            ApplicationStatus.rejected,
            ApplicationStatus.withdrawn,
        }
    ),
    ApplicationStatus.returned: frozenset(
        {ApplicationStatus.submitted, ApplicationStatus.withdrawn}
    ),
    ApplicationStatus.approved: frozenset(),
    ApplicationStatus.rejected: frozenset(),
    ApplicationStatus.withdrawn: frozenset(),
}
UNDECIDED = text("status NOT IN ('approved', 'rejected', 'withdrawn')")


class Application(Numbered, Dated, Base):
    """One worker's wish to join, and who decides on it."""

    __tablename__ = "applications"
    __table_args__ = (
        Index(
            "ix_applications_one_undecided",
            "member_id",
            unique=True,
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        Index(None, "primary_id", "status"),
        Index(None, "upper_id", "status"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="who wants to join"
    )
    status: Mapped[ApplicationStatus] = mapped_column(
        default=ApplicationStatus.submitted, comment="where it is on its way"
    )
    route: Mapped[Route] = mapped_column(comment="which kind of union takes it")
    employment: Mapped[EmploymentKind] = mapped_column(comment="how employed, as told")
    employer: Mapped[str | None] = mapped_column(
        String(120), comment="the employer's name, as told"
    )
    primary_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), comment="reviews first and keeps the file"
    )
    upper_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), comment="confirms; null: nobody above"
    )
    request_key: Mapped[str | None] = mapped_column(
        String(160), unique=True, comment="the message that asked for it"
    )
    reason: Mapped[str | None] = mapped_column(
        String(200), comment="why returned, rejected or withdrawn; redacted"
    )
    decided_at: Mapped[datetime | None] = mapped_column(comment="when it was settled")

    member: Mapped[Member] = relationship(lazy="raise")

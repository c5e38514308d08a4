"""The union's legal aid: cases from consultation to their end, and referrals."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Sealed, SealedJSON


class DisputeKind(StrEnum):
    """What a dispute is about."""

    unpaid_wages = "unpaid_wages"  # 欠薪
    overtime = "overtime"  # 加班费、休假
    injury = "injury"  # 工伤
    dismissal = "dismissal"  # 解除、补偿
    contract = "contract"  # 劳动合同、确认劳动关系
    social_insurance = "social_insurance"  # 社保
    female_worker = "female_worker"  # 女职工权益
    resignation = "resignation"  # 离职
    other = "other"  # 其他；不一定是劳动争议


class LegalCaseStatus(StrEnum):
    """Where a case is on its way."""

    consultation = "consultation"  # 咨询
    applied = "applied"  # 申请
    reviewing = "reviewing"  # 审查
    returned = "returned"  # 补正
    refused = "refused"  # 不予援助
    assigned = "assigned"  # 已指派律师
    mediation = "mediation"  # 调解
    arbitration = "arbitration"  # 仲裁
    litigation = "litigation"  # 诉讼
    closed = "closed"  # 结案
    withdrawn = "withdrawn"  # 撤回

    @property
    def next(self) -> frozenset["LegalCaseStatus"]:
        """Return the states that may follow."""
        return LEGAL_TRANSITIONS[self]


LEGAL_TRANSITIONS = {
    LegalCaseStatus.consultation: frozenset(
        {LegalCaseStatus.applied, LegalCaseStatus.closed, LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.applied: frozenset(
        {LegalCaseStatus.reviewing, LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.reviewing: frozenset(
        {LegalCaseStatus.returned, LegalCaseStatus.refused}
        | {LegalCaseStatus.assigned, LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.returned: frozenset(
        {LegalCaseStatus.reviewing, LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.refused: frozenset({LegalCaseStatus.reviewing}),  # 异议成立
    LegalCaseStatus.assigned: frozenset(
        {LegalCaseStatus.mediation, LegalCaseStatus.arbitration}
        | {LegalCaseStatus.litigation, LegalCaseStatus.closed}
        | {LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.mediation: frozenset(
        {LegalCaseStatus.arbitration, LegalCaseStatus.litigation}
        | {LegalCaseStatus.closed, LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.arbitration: frozenset(
        {LegalCaseStatus.mediation, LegalCaseStatus.litigation}
        | {LegalCaseStatus.closed, LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.litigation: frozenset(  # 诉调对接：诉讼中可以转调解
        {LegalCaseStatus.mediation, LegalCaseStatus.closed}
        | {LegalCaseStatus.withdrawn}
    ),
    LegalCaseStatus.closed: frozenset[LegalCaseStatus](),
    LegalCaseStatus.withdrawn: frozenset[LegalCaseStatus](),
}


class CaseOutcome(StrEnum):
    """How a case ended."""

    advised = "advised"  # 咨询解答
    settled = "settled"  # 调解、和解
    won = "won"  # 支持全部请求
    partly_won = "partly_won"  # 支持部分请求
    lost = "lost"  # 未获支持
    passed_on = "passed_on"  # 转其他机构办理


class Body(StrEnum):
    """Who can take a dispute over (诉调对接与转介)."""

    union = "union"  # 工会
    court = "court"  # 法院
    arbitration = "arbitration"  # 劳动人事争议仲裁委
    mediation = "mediation"  # 调解组织、诉调对接工作室
    inspection = "inspection"  # 劳动监察
    justice = "justice"  # 司法局法律援助


class ReferralOutcome(StrEnum):
    """What became of a referral."""

    pending = "pending"  # 等待
    accepted = "accepted"  # 已接收
    settled = "settled"  # 调解成功
    failed = "failed"  # 调解不成
    returned = "returned"  # 退回


REFERRAL_TRANSITIONS = {
    ReferralOutcome.pending: frozenset(
        {ReferralOutcome.accepted, ReferralOutcome.returned}
    ),
    ReferralOutcome.accepted: frozenset(
        {ReferralOutcome.settled, ReferralOutcome.failed, ReferralOutcome.returned}
    ),
    ReferralOutcome.settled: frozenset[ReferralOutcome](),
    ReferralOutcome.failed: frozenset[ReferralOutcome](),
    ReferralOutcome.returned: frozenset[ReferralOutcome](),
}


class LegalCase(Numbered, Dated, Base):
    """One worker's matter with the union's legal aid."""

    __tablename__ = "legal_cases"
    __table_args__ = (
        CheckConstraint("recovered_cents >= 0", name="recovered"),
        CheckConstraint("claimed_cents >= 0", name="claimed"),
        Index(None, "status", "dispute"),
        Index(None, "closed_on"),
    )

    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id"), unique=True, comment="the ticket it began with"
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose it is"
    )
    lawyer_id: Mapped[int | None] = mapped_column(
        ForeignKey("lawyers.id"), index=True, comment="who acts for the worker"
    )
    dispute: Mapped[DisputeKind] = mapped_column(comment="what it is about")
    employer: Mapped[str] = mapped_column(String(120), comment="against whom")
    facts: Mapped[dict[str, str]] = mapped_column(
        SealedJSON("legal_case.facts"), comment="sealed answers of the worker"
    )
    status: Mapped[LegalCaseStatus] = mapped_column(
        default=LegalCaseStatus.consultation, comment="where it is on its way"
    )
    outcome: Mapped[CaseOutcome | None] = mapped_column(comment="how it ended")
    claimed_cents: Mapped[int | None] = mapped_column(
        BigInteger, comment="what is asked for, in cents"
    )
    recovered_cents: Mapped[int] = mapped_column(
        BigInteger, default=0, comment="what came back to the worker, in cents"
    )
    closed_on: Mapped[date | None] = mapped_column(comment="day it ended")


class Referral(Numbered, Dated, Base):
    """A case handed to another body, or received from one."""

    __tablename__ = "referrals"

    legal_case_id: Mapped[int] = mapped_column(
        ForeignKey("legal_cases.id", ondelete="CASCADE"),
        index=True,
        comment="which case",
    )
    sender: Mapped[Body] = mapped_column(comment="who hands it over")
    receiver: Mapped[Body] = mapped_column(comment="who takes it over")
    outcome: Mapped[ReferralOutcome] = mapped_column(
        default=ReferralOutcome.pending, comment="what became of it"
    )
    reference: Mapped[str | None] = mapped_column(
        String(60), comment="the other body's file number"
    )
    reason: Mapped[str] = mapped_column(Sealed("referral.reason"), comment="sealed why")
    settled_on: Mapped[date | None] = mapped_column(comment="day its outcome was told")

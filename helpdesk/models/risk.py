"""Risk reports: signs of trouble at an employer (欠薪、劳资风险线索)."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import SealedJSON
from helpdesk.models.tickets import Priority


class RiskKind(StrEnum):
    """What the trouble is about."""

    unpaid_wages = "unpaid_wages"  # 欠薪
    layoff = "layoff"  # 裁员、补偿
    closure = "closure"  # 关停、搬迁、老板失联
    accident = "accident"  # 伤亡事故
    insurance = "insurance"  # 社保、公积金
    other = "other"


class RiskSign(StrEnum):
    """What makes it dangerous."""

    violence = "violence"  # 打斗、伤人
    self_harm = "self_harm"  # 轻生、跳楼
    blocking = "blocking"  # 堵路、堵门
    gathering = "gathering"  # 聚集
    stoppage = "stoppage"  # 停工
    owner_fled = "owner_fled"  # 老板失联、转移资产
    fatality = "fatality"  # 有人死亡
    collapse = "collapse"  # 中暑、昏倒、急症


class Reporter(StrEnum):
    """Who reports."""

    worker = "worker"  # 当事职工
    witness = "witness"  # 其他知情人
    officer = "officer"  # 工会干部（第一知情人、第一报告人）
    bot = "bot"  # 由对话识别


class Escalation(StrEnum):
    """Who has to know."""

    none = "none"  # 属地工会跟进
    district = "district"  # 报区总工会
    squad = "squad"  # 应急分队
    council = "council"  # 联席会议

    @property
    def rank(self) -> int:
        """Return how high it stands; a report never comes down again."""
        return list(Escalation).index(self)


class RiskStatus(StrEnum):
    """Where a report is on its way."""

    reported = "reported"  # 已上报
    checking = "checking"  # 核实中
    handling = "handling"  # 处置中
    settled = "settled"  # 已化解
    unfounded = "unfounded"  # 不属实

    @property
    def next(self) -> frozenset["RiskStatus"]:
        """Return the states that may follow."""
        return RISK_TRANSITIONS[self]


RISK_TRANSITIONS = {
    RiskStatus.reported: frozenset(
        {RiskStatus.checking, RiskStatus.handling, RiskStatus.unfounded}
    ),
    RiskStatus.checking: frozenset({RiskStatus.handling, RiskStatus.unfounded}),
    RiskStatus.handling: frozenset({RiskStatus.settled, RiskStatus.unfounded}),
    RiskStatus.settled: frozenset({RiskStatus.handling}),  # 反复
    RiskStatus.unfounded: frozenset({RiskStatus.checking}),  # 有新情况
}
RISK_OVER = frozenset({RiskStatus.settled, RiskStatus.unfounded})


class RiskSubject(Numbered, Base):
    """An employer that was reported; its row is locked while reports are added up."""

    __tablename__ = "risk_subjects"

    key: Mapped[str] = mapped_column(
        String(120), unique=True, comment="the name, folded for comparing"
    )
    employer: Mapped[str] = mapped_column(String(120), comment="the name as first told")
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, comment="its union, once known"
    )


class RiskReport(Numbered, Dated, Base):
    """One report of trouble at one employer."""

    __tablename__ = "risk_reports"
    __table_args__ = (
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint("months_unpaid >= 0", name="months_unpaid"),
        Index(None, "status", "escalation"),
        Index(None, "subject_id", "created_at"),
    )

    subject_id: Mapped[int] = mapped_column(
        ForeignKey("risk_subjects.id"), comment="which employer"
    )
    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id"), unique=True, comment="the ticket it began with"
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, comment="who reported, if proved"
    )
    reporter: Mapped[Reporter] = mapped_column(comment="in what role")
    kind: Mapped[RiskKind] = mapped_column(comment="what it is about")
    district: Mapped[str | None] = mapped_column(String(8), comment="plain name: 龙岗")
    street: Mapped[str | None] = mapped_column(String(16), comment="plain name: 平湖")
    headcount: Mapped[int] = mapped_column(comment="workers concerned")
    collective: Mapped[bool] = mapped_column(comment="they act together")
    months_unpaid: Mapped[int | None] = mapped_column(comment="months without wages")
    amount_cents: Mapped[int | None] = mapped_column(
        BigInteger, comment="wages owed, in cents"
    )
    signs: Mapped[list[str]] = mapped_column(
        SealedJSON("risk.signs"), comment="sealed: what makes it dangerous"
    )
    urgency: Mapped[Priority] = mapped_column(comment="how soon")
    escalation: Mapped[Escalation] = mapped_column(comment="who has to know")
    status: Mapped[RiskStatus] = mapped_column(
        default=RiskStatus.reported, comment="where it is on its way"
    )

    subject: Mapped[RiskSubject] = relationship(lazy="raise")

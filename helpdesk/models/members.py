"""Workers on record: members, and those who are not yet."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.imports import Imported
from helpdesk.models.organisations import Organisation
from helpdesk.models.sealed import Digest, Lookup, Sealed


class MemberStatus(StrEnum):
    """A worker's standing with the union."""

    registered = "registered"  # on record, not joined
    applied = "applied"  # 已提交入会申请
    active = "active"  # 在会
    transferring = "transferring"  # 转会中
    left = "left"  # 已退会

    @property
    def next(self) -> frozenset["MemberStatus"]:
        """Return the standings that may follow."""
        return MEMBER_TRANSITIONS[self]


MEMBER_TRANSITIONS: dict[MemberStatus, frozenset[MemberStatus]] = {
    MemberStatus.registered: frozenset({MemberStatus.applied}),
    MemberStatus.applied: frozenset(
        {MemberStatus.active, MemberStatus.registered, MemberStatus.left}
    ),
    MemberStatus.active: frozenset({MemberStatus.transferring, MemberStatus.left}),
    MemberStatus.transferring: frozenset({MemberStatus.active, MemberStatus.left}),
    MemberStatus.left: frozenset({MemberStatus.applied}),
}


class RealNameStatus(StrEnum):
    """How far the real name is established (实名状态)."""

    missing = "missing"  # 未采集
    collected = "collected"  # 已采集
    verified = "verified"  # 已认证


class CardStatus(StrEnum):
    """Where the member card is (会员服务卡)."""

    none = "none"  # 未申领
    requested = "requested"  # 已申领
    issued = "issued"  # 已发卡，未激活
    active = "active"  # 已激活
    lost = "lost"  # 已挂失


class EmploymentKind(StrEnum):
    """How a worker is employed."""

    regular = "regular"  # 劳动合同
    dispatched = "dispatched"  # 劳务派遣
    gig = "gig"  # 新就业形态


class Residence(StrEnum):
    """What ties a worker to Shenzhen (户籍/居住证)."""

    registered_here = "registered_here"  # 深圳户籍
    permit = "permit"  # 持深圳居住证
    neither = "neither"  # 都没有


class Member(Numbered, Dated, Imported, Base):
    """One worker; phone and ID number are sealed and found by digest."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint(
            "status != 'active' OR member_number IS NOT NULL", name="active_is_numbered"
        ),
        Index(None, "organisation_id", "status"),  # counts without reading the rows
        Index(None, "name"),  # officers look for people by their whole name
    )

    member_number: Mapped[str | None] = mapped_column(
        String(10), unique=True, comment="10 digits, the last by Luhn"
    )
    name: Mapped[str] = mapped_column(String(40), comment="full name")
    phone: Mapped[str | None] = mapped_column(
        Sealed("member.phone"), comment="sealed mobile number"
    )
    phone_lookup: Mapped[Digest | None] = mapped_column(
        Lookup("phone"), unique=True, comment="keyed digest of the mobile number"
    )
    id_number: Mapped[str] = mapped_column(
        Sealed("member.id_number"), comment="sealed ID number"
    )
    id_lookup: Mapped[Digest] = mapped_column(
        Lookup("id_number"), unique=True, comment="keyed digest of the ID number"
    )
    status: Mapped[MemberStatus] = mapped_column(
        default=MemberStatus.registered, comment="standing with the union"
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), comment="keeps the file"
    )
    joined_on: Mapped[date | None] = mapped_column(comment="day of admission")
    real_name_status: Mapped[RealNameStatus] = mapped_column(
        default=RealNameStatus.missing, comment="how far the name is established"
    )
    card_status: Mapped[CardStatus] = mapped_column(
        default=CardStatus.none, comment="where the member card is"
    )
    employment: Mapped[EmploymentKind] = mapped_column(
        default=EmploymentKind.regular, comment="how the worker is employed"
    )
    employer: Mapped[str | None] = mapped_column(
        String(120), comment="the employer's name as told, with or without union"
    )
    residence: Mapped[Residence | None] = mapped_column(
        comment="户籍 or 居住证; null: not told"
    )
    district: Mapped[str | None] = mapped_column(
        String(8), comment="plain name of the district of work or home"
    )
    street: Mapped[str | None] = mapped_column(
        String(16), comment="plain name of the street of work or home"
    )
    left_on: Mapped[date | None] = mapped_column(comment="day of leaving")

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    @validates("phone")
    def _digest_phone(self, _name: str, phone: str | None) -> str | None:
        self.phone_lookup = phone
        return phone

    @validates("id_number")
    def _digest_id_number(self, _name: str, id_number: str) -> str:
        self.id_lookup = id_number
        return id_number

"""The tree of unions: 市总 → 区/产业 → 街道 → 社区/园区/楼宇/行业工联会 → 企业."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Numbered


class OrganisationKind(StrEnum):
    """Where in the tree a union stands."""

    federation = "federation"  # 市总工会
    district = "district"  # 区总工会
    industry = "industry"  # 产业工会
    street = "street"  # 街道总工会
    community = "community"  # 社区工联会
    park = "park"  # 园区工联会
    building = "building"  # 楼宇工联会
    trade = "trade"  # 行业工联会
    enterprise = "enterprise"  # 企业基层工会


class UnionState(StrEnum):
    """How far an employer has come in setting up its union (建会状态)."""

    established = "established"  # 已建
    forming = "forming"  # 组建中
    willing = "willing"  # 有意愿
    absent = "absent"  # 未建


class Organisation(Numbered, Base):
    """One union, or an employer that may get one."""

    __tablename__ = "organisations"
    __table_args__ = (Index(None, "kind", "district"),)

    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, comment="the union above"
    )
    kind: Mapped[OrganisationKind] = mapped_column(comment="level in the tree")
    name: Mapped[str] = mapped_column(String(120), unique=True, comment="full name")
    employer: Mapped[str | None] = mapped_column(
        String(120), comment="the employer's name, of enterprise unions"
    )
    state: Mapped[UnionState] = mapped_column(
        default=UnionState.established, comment="how far the union is set up"
    )
    district: Mapped[str | None] = mapped_column(
        String(8), comment="plain name of the district: 福田"
    )
    street: Mapped[str | None] = mapped_column(
        String(16), comment="plain name of the street: 西乡"
    )
    address: Mapped[str] = mapped_column(String(200), comment="where to go")
    phone: Mapped[str] = mapped_column(String(20), comment="the office's landline")
    headcount: Mapped[int | None] = mapped_column(comment="workers covered")

    parent: Mapped["Organisation | None"] = relationship(
        remote_side="Organisation.id", lazy="raise"
    )

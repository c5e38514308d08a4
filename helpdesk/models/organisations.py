"""The tree of unions: 市总 → 区/产业 → 街道 → 社区/园区/楼宇/行业工联会 → 企业."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Numbered
from helpdesk.models.imports import Imported

# Byte order on PostgreSQL as on SQLite: a subtree is then one range of an index.
PATH = String(120).with_variant(String(120, collation="C"), "postgresql")


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

    @property
    def is_local(self) -> bool:
        """Tell whether it is one of the 工联会 between a street and the employers."""
        return self in LOCAL

    @property
    def above(self) -> frozenset["OrganisationKind"]:
        """Return the levels that may stand directly above."""
        return ABOVE[self]


LOCAL = frozenset(
    {
        OrganisationKind.community,
        OrganisationKind.park,
        OrganisationKind.building,
        OrganisationKind.trade,
    }
)
_UPPER = frozenset(
    {
        OrganisationKind.federation,
        OrganisationKind.district,
        OrganisationKind.industry,
        OrganisationKind.street,
    }
)
_PLACED = frozenset({OrganisationKind.street, OrganisationKind.district})
ABOVE: dict[OrganisationKind, frozenset[OrganisationKind]] = {
    OrganisationKind.federation: frozenset(),
    OrganisationKind.district: frozenset({OrganisationKind.federation}),
    OrganisationKind.industry: frozenset({OrganisationKind.federation}),
    OrganisationKind.street: frozenset({OrganisationKind.district}),
    OrganisationKind.community: _PLACED,
    OrganisationKind.park: _PLACED,
    OrganisationKind.building: _PLACED,
    OrganisationKind.trade: _UPPER,
    # A group's subsidiaries stand under the group's union.
    OrganisationKind.enterprise: LOCAL | _UPPER | {OrganisationKind.enterprise},
}


class UnionState(StrEnum):
    """How far an employer has come in setting up its union (建会状态)."""

    established = "established"  # 已建
    forming = "forming"  # 组建中
    willing = "willing"  # 有意愿
    absent = "absent"  # 未建
    dissolved = "dissolved"  # 已撤销（单位终止）

    @property
    def next(self) -> frozenset["UnionState"]:
        """Return the states that may follow."""
        return UNION_TRANSITIONS[self]


UNION_TRANSITIONS: dict[UnionState, frozenset[UnionState]] = {
    UnionState.absent: frozenset({UnionState.willing, UnionState.forming}),
    UnionState.willing: frozenset({UnionState.forming, UnionState.absent}),
    UnionState.forming: frozenset(
        {UnionState.established, UnionState.willing, UnionState.absent}
    ),
    UnionState.established: frozenset({UnionState.dissolved}),
    UnionState.dissolved: frozenset({UnionState.willing, UnionState.forming}),
}


class Organisation(Numbered, Imported, Base):
    """One union, or an employer that may get one."""

    __tablename__ = "organisations"
    __table_args__ = (
        Index(None, "kind", "district"),
        Index(None, "path"),
        Index(None, "state", "headcount"),
        Index(None, "credit_code", unique=True),
    )

    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, comment="the union above"
    )
    path: Mapped[str | None] = mapped_column(
        PATH, comment="keys from the root to here, /1/7/31/; null: not placed yet"
    )
    kind: Mapped[OrganisationKind] = mapped_column(comment="level in the tree")
    name: Mapped[str] = mapped_column(String(120), unique=True, comment="full name")
    employer: Mapped[str | None] = mapped_column(
        String(120), comment="the employer's name, of enterprise unions"
    )
    credit_code: Mapped[str | None] = mapped_column(
        String(18), comment="the employer's unified social credit code"
    )
    state: Mapped[UnionState] = mapped_column(
        default=UnionState.established, comment="how far the union is set up"
    )
    state_since: Mapped[date | None] = mapped_column(comment="in this state since")
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

"""Assistance: hardship files, grants, mutual-aid claims."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.members import Residence
from helpdesk.models.sealed import Digest, Lookup, Sealed, SealedJSON


class AidStatus(StrEnum):
    """Where an application for assistance is on its way."""

    submitted = "submitted"  # 已提交
    branch_review = "branch_review"  # 单位工会、社区工联会初审
    district_review = "district_review"  # 区、产业工会复审
    returned = "returned"  # 退回补材料
    publicised = "publicised"  # 公示
    approved = "approved"  # 通过
    paid = "paid"  # 已发放
    refused = "refused"  # 未通过
    withdrawn = "withdrawn"  # 撤回

    @property
    def next(self) -> frozenset["AidStatus"]:
        """Return the states that may follow."""
        return AID_TRANSITIONS[self]

    @property
    def is_live(self) -> bool:
        """Tell whether it was neither turned down nor taken back."""
        return self not in AID_ENDED


_DECIDED_AGAINST = frozenset(
    {AidStatus.returned, AidStatus.refused, AidStatus.withdrawn}
)
AID_TRANSITIONS = {
    AidStatus.submitted: frozenset({AidStatus.branch_review, AidStatus.withdrawn}),
    AidStatus.branch_review: _DECIDED_AGAINST | {AidStatus.district_review},
    AidStatus.district_review: _DECIDED_AGAINST | {AidStatus.publicised},
    AidStatus.returned: frozenset({AidStatus.branch_review, AidStatus.withdrawn}),
    AidStatus.publicised: frozenset(
        {AidStatus.approved, AidStatus.refused, AidStatus.withdrawn}
    ),
    AidStatus.approved: frozenset({AidStatus.paid, AidStatus.withdrawn}),
    AidStatus.paid: frozenset[AidStatus](),
    AidStatus.refused: frozenset[AidStatus](),
    AidStatus.withdrawn: frozenset[AidStatus](),
}
AID_ENDED = frozenset({AidStatus.refused, AidStatus.withdrawn})


class ClaimStatus(StrEnum):
    """Where a claim on mutual aid is on its way."""

    submitted = "submitted"  # 已提交
    reviewing = "reviewing"  # 审核中
    returned = "returned"  # 退回补材料
    approved = "approved"  # 通过，待转账
    paid = "paid"  # 已给付
    refused = "refused"  # 不予给付
    withdrawn = "withdrawn"  # 撤回

    @property
    def next(self) -> frozenset["ClaimStatus"]:
        """Return the states that may follow."""
        return CLAIM_TRANSITIONS[self]


CLAIM_TRANSITIONS = {
    ClaimStatus.submitted: frozenset({ClaimStatus.reviewing, ClaimStatus.withdrawn}),
    ClaimStatus.reviewing: frozenset(
        {ClaimStatus.returned, ClaimStatus.approved}
        | {ClaimStatus.refused, ClaimStatus.withdrawn}
    ),
    ClaimStatus.returned: frozenset({ClaimStatus.reviewing, ClaimStatus.withdrawn}),
    ClaimStatus.approved: frozenset({ClaimStatus.paid}),
    ClaimStatus.paid: frozenset[ClaimStatus](),
    ClaimStatus.refused: frozenset({ClaimStatus.reviewing}),  # 复核
    ClaimStatus.withdrawn: frozenset[ClaimStatus](),
}
CLAIM_ENDED = frozenset({ClaimStatus.refused, ClaimStatus.withdrawn})


class GrantKind(StrEnum):
    """What a grant is for."""

    warmth = "warmth"  # 送温暖
    golden_autumn = "golden_autumn"  # 金秋助学


class SchoolStage(StrEnum):
    """Where a child learns."""

    higher = "higher"  # 大专、本科
    secondary = "secondary"  # 高中、中职


class ClaimKind(StrEnum):
    """What mutual aid is claimed for."""

    hospital = "hospital"  # 住院津贴
    hospital_cancer = "hospital_cancer"  # 住院津贴（癌症）
    maternity = "maternity"  # 母婴爱心津贴


class HardshipFile(Numbered, Dated, Base):
    """A worker's file as a household in hardship (困难职工档案), for one year."""

    __tablename__ = "hardship_files"
    __table_args__ = (Index(None, "year", "status"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose it is"
    )
    year: Mapped[int] = mapped_column(comment="for which year")
    residence: Mapped[Residence] = mapped_column(comment="registered, permit, neither")
    circumstances: Mapped[dict[str, str]] = mapped_column(
        SealedJSON("hardship.circumstances"), comment="sealed household, income, cause"
    )
    status: Mapped[AidStatus] = mapped_column(
        default=AidStatus.submitted, comment="where it is on its way"
    )


class Grant(Numbered, Dated, Base):
    """Money for one worker from one programme in one year."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint(
            "kind != 'golden_autumn' OR child_lookup IS NOT NULL", name="child"
        ),
        Index(None, "kind", "year", "status"),
    )

    kind: Mapped[GrantKind] = mapped_column(comment="which programme")
    year: Mapped[int] = mapped_column(comment="for which year")
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose it is"
    )
    hardship_file_id: Mapped[int | None] = mapped_column(
        ForeignKey("hardship_files.id"), index=True, comment="the file behind it"
    )
    child: Mapped[str | None] = mapped_column(
        Sealed("grant.child"), comment="sealed name of the child at school"
    )
    child_lookup: Mapped[Digest | None] = mapped_column(
        Lookup("grant.child"), comment="keyed digest of that name"
    )
    stage: Mapped[SchoolStage | None] = mapped_column(comment="where the child learns")
    amount_cents: Mapped[int | None] = mapped_column(
        BigInteger, comment="in cents; null: not decided"
    )
    standard_year: Mapped[int | None] = mapped_column(
        comment="year of the standard the amount follows"
    )
    batch: Mapped[str | None] = mapped_column(String(60), comment="paid in which batch")
    status: Mapped[AidStatus] = mapped_column(
        default=AidStatus.submitted, comment="where it is on its way"
    )

    @validates("child")
    def _digest_child(self, _name: str, child: str | None) -> str | None:
        self.child_lookup = child
        return child


class MutualAidClaim(Numbered, Dated, Base):
    """A member's claim on the mutual aid of the year."""

    __tablename__ = "mutual_aid_claims"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        Index(None, "member_id", "year"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), comment="whose it is"
    )
    year: Mapped[int] = mapped_column(comment="for which year")
    claim: Mapped[dict[str, str]] = mapped_column(
        SealedJSON("mutual_aid.claim"), comment="sealed kind, days or children"
    )
    amount_cents: Mapped[int] = mapped_column(
        BigInteger, comment="reckoned by the standard, in cents"
    )
    standard_year: Mapped[int] = mapped_column(comment="year of that standard")
    status: Mapped[ClaimStatus] = mapped_column(
        default=ClaimStatus.submitted, comment="where it is on its way"
    )

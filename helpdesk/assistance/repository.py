"""SQL of assistance."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from helpdesk.models import (
    AID_ENDED,
    CLAIM_ENDED,
    AidStatus,
    Base,
    Grant,
    GrantKind,
    HardshipFile,
    MutualAidClaim,
)
from helpdesk.repository import Repository, held


@dataclass(frozen=True, slots=True)
class GrantTotals:
    """How many grants of a year were paid, and how much."""

    grants: int
    cents: int


class AssistanceRepository(Repository):
    """Questions about files, grants and claims."""

    async def hold[M: Base](self, record: M) -> M:
        """Return a record as it is now, nobody else's to change."""
        return await held(self.session, record)

    async def live_file(self, *, member_id: int, year: int) -> HardshipFile | None:
        """Return a worker's file of a year that was not turned down or taken back."""
        statement = select(HardshipFile).where(
            HardshipFile.member_id == member_id,
            HardshipFile.year == year,
            HardshipFile.status.not_in(AID_ENDED),
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def live_school_grant(
        self, *, member_id: int, year: int, child: str
    ) -> Grant | None:
        """Return a child's grant of a year that was not turned down or taken back."""
        statement = select(Grant).where(
            Grant.kind == GrantKind.golden_autumn,
            Grant.member_id == member_id,
            Grant.year == year,
            Grant.child_lookup == child,
            Grant.status.not_in(AID_ENDED),
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def files_of(self, member_id: int) -> Sequence[HardshipFile]:
        """Return a worker's files, newest first."""
        statement = (
            select(HardshipFile)
            .where(HardshipFile.member_id == member_id)
            .order_by(HardshipFile.id.desc())
        )
        return (await self.session.scalars(statement)).all()

    async def claims_of(self, member_id: int) -> Sequence[MutualAidClaim]:
        """Return a member's claims, newest first."""
        statement = (
            select(MutualAidClaim)
            .where(MutualAidClaim.member_id == member_id)
            .order_by(MutualAidClaim.id.desc())
        )
        return (await self.session.scalars(statement)).all()

    async def grants_of(self, member_id: int) -> Sequence[Grant]:
        """Return a worker's grants, newest first."""
        statement = (
            select(Grant).where(Grant.member_id == member_id).order_by(Grant.id.desc())
        )
        return (await self.session.scalars(statement)).all()

    async def totals(self, *, kind: GrantKind, year: int) -> GrantTotals:
        """Count the grants of a year that were paid."""
        statement = select(
            func.count(Grant.id), func.coalesce(func.sum(Grant.amount_cents), 0)
        ).where(Grant.kind == kind, Grant.year == year, Grant.status == AidStatus.paid)
        grants, cents = (await self.session.execute(statement)).one()
        return GrantTotals(grants, int(cents or 0))

    async def live_claims(
        self, *, member_id: int, year: int
    ) -> Sequence[MutualAidClaim]:
        """Return a member's claims of a year that still count, oldest first."""
        statement = (
            select(MutualAidClaim)
            .where(
                MutualAidClaim.member_id == member_id,
                MutualAidClaim.year == year,
                MutualAidClaim.status.not_in(CLAIM_ENDED),
            )
            .order_by(MutualAidClaim.id)
        )
        return (await self.session.scalars(statement)).all()

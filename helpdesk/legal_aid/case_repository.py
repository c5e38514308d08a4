"""SQL of legal-aid cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from helpdesk.models import (
    REFERRAL_TRANSITIONS,
    LegalCase,
    LegalCaseStatus,
    Referral,
)
from helpdesk.repository import Repository, held

OPEN = [outcome for outcome, following in REFERRAL_TRANSITIONS.items() if following]


@dataclass(frozen=True, slots=True)
class CaseTotals:
    """How many cases ended in a time, and what came back to workers."""

    cases: int
    recovered_cents: int


class LegalCaseRepository(Repository):
    """Questions about cases and referrals."""

    async def hold(self, case: LegalCase) -> LegalCase:
        """Return a case as it is now, nobody else's to change in this transaction."""
        return await held(self.session, case)

    async def hold_referral(self, referral: Referral) -> Referral:
        """Return a referral as it is now; its case is held already."""
        return await held(self.session, referral)

    async def list_of(self, member_id: int) -> Sequence[LegalCase]:
        """Return a worker's cases, newest first."""
        statement = (
            select(LegalCase)
            .where(LegalCase.member_id == member_id)
            .order_by(LegalCase.id.desc())
        )
        return (await self.session.scalars(statement)).all()

    async def list_in(self, status: LegalCaseStatus) -> Sequence[LegalCase]:
        """Return the cases in a state, oldest first."""
        statement = (
            select(LegalCase).where(LegalCase.status == status).order_by(LegalCase.id)
        )
        return (await self.session.scalars(statement)).all()

    async def totals(self, *, since: date, until: date) -> CaseTotals:
        """Count what ended between two days, both included."""
        statement = select(
            func.count(LegalCase.id),
            func.coalesce(func.sum(LegalCase.recovered_cents), 0),
        ).where(LegalCase.closed_on.between(since, until))
        cases, recovered = (await self.session.execute(statement)).one()
        return CaseTotals(cases, int(recovered))

    async def referrals(self, case_id: int) -> Sequence[Referral]:
        """Return a case's referrals, oldest first."""
        statement = (
            select(Referral)
            .where(Referral.legal_case_id == case_id)
            .order_by(Referral.id)
        )
        return (await self.session.scalars(statement)).all()

    async def open_referral(self, case_id: int) -> Referral | None:
        """Return the referral of a case that is still under way, if there is one."""
        statement = select(Referral).where(
            Referral.legal_case_id == case_id, Referral.outcome.in_(OPEN)
        )
        return (await self.session.scalars(statement)).one_or_none()

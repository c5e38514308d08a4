"""Claims on mutual aid and card allowances."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.assistance.mutual_aid import (
    HOSPITAL,
    ClaimFacts,
    Reckoned,
    judge_claim,
    reckon,
)
from helpdesk.assistance.repository import AssistanceRepository
from helpdesk.assistance.service import AidProgress
from helpdesk.errors import InvalidInput, NotEntitled
from helpdesk.findings import Finding, Verdict
from helpdesk.members.moving import hold_person
from helpdesk.models import (
    AuthorKind,
    CardStatus,
    ClaimKind,
    ClaimStatus,
    Member,
    MutualAidClaim,
    RealNameStatus,
)
from helpdesk.steps import By, Progress, steps

PROGRESS = Path(__file__).with_name("claims_progress.yml")
CLAIM = "mutual_aid"
BY_MEMBER = By(AuthorKind.member)


class MutualAidService:
    """Takes, reckons and moves claims."""

    async def check(
        self, session: AsyncSession, *, member: Member, kind: ClaimKind, year: int
    ) -> Finding:
        """Say whether a member may claim now, with every reason."""
        before = await AssistanceRepository(session).live_claims(
            member_id=member.id, year=year
        )
        return _judged(member, kind, year, before)

    async def claim(
        self,
        session: AsyncSession,
        *,
        member_id: int,
        kind: ClaimKind,
        quantity: int,
        year: int,
    ) -> tuple[MutualAidClaim, Reckoned]:
        """Hand in a claim: so many days in hospital, so many children.

        Raises:
            NotEntitled: A condition is not met; the reasons are told.
        """
        member = await hold_person(session, member_id)
        before = await AssistanceRepository(session).live_claims(
            member_id=member_id, year=year
        )
        finding = _judged(member, kind, year, before)
        if finding.verdict is not Verdict.likely:
            raise NotEntitled(finding.explanation)
        paid = sum(each.amount_cents for each in before if _is(each, kind))
        found = reckon(kind, quantity, year=year, paid_cents=paid)
        claim = MutualAidClaim(
            member_id=member_id,
            year=year,
            claim={"kind": kind, "quantity": f"{quantity}"},
            amount_cents=found.cents,
            standard_year=found.standard.year,
            status=ClaimStatus.submitted,
        )
        await steps.begin(session, claim, BY_MEMBER)
        return claim, found

    async def move(
        self, session: AsyncSession, claim: MutualAidClaim, to: ClaimStatus, by: By
    ) -> None:
        """Move a claim one step; a refusal tells its reason."""
        if to is ClaimStatus.refused and not by.words:
            raise InvalidInput("a refusal needs its reason")
        claim = await AssistanceRepository(session).hold(claim)
        await steps.move(session, claim, to, by)

    async def progress(self, session: AsyncSession, claim: MutualAidClaim) -> Progress:
        """Tell where a claim is."""
        return await steps.progress(session, claim, PROGRESS)

    async def progress_of(
        self, session: AsyncSession, member_id: int
    ) -> list[AidProgress]:
        """Tell where a member's claims are, newest first."""
        claims = await AssistanceRepository(session).claims_of(member_id)
        return [
            AidProgress(CLAIM, claim.year, await self.progress(session, claim))
            for claim in claims
        ]


def _judged(
    member: Member, kind: ClaimKind, year: int, before: Iterable[MutualAidClaim]
) -> Finding:
    stays = sum(ClaimKind(each.claim["kind"]) in HOSPITAL for each in before)
    return judge_claim(
        ClaimFacts(
            kind=kind,
            year=year,
            is_verified=member.real_name_status is RealNameStatus.verified,
            card_active=member.card_status is CardStatus.active,
            hospital_claims=stays,
        )
    )


def _is(claim: MutualAidClaim, kind: ClaimKind) -> bool:
    return claim.claim["kind"] == kind


mutual_aid = MutualAidService()

"""Legal-aid cases: from consultation to their end, with what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.legal_aid.case_repository import CaseTotals, LegalCaseRepository
from helpdesk.models import (
    AuthorKind,
    CaseOutcome,
    DisputeKind,
    LegalCase,
    LegalCaseStatus,
)
from helpdesk.money import read_cents, yuan
from helpdesk.privacy import redact
from helpdesk.rules import rules
from helpdesk.steps import By, Progress, steps
from helpdesk.texts import tidy

PROGRESS = Path(__file__).with_name("progress.yml")
WORDS = Path(__file__).with_name("words.yml")
EMPLOYER_LIMIT = 120
FACT_LIMIT = 2000
BY_MEMBER = By(AuthorKind.member)
# These need more than a state: a lawyer, an outcome, a reason.
SPECIAL = frozenset(
    {LegalCaseStatus.assigned, LegalCaseStatus.closed, LegalCaseStatus.refused}
)
ACTED_FOR = frozenset(
    {LegalCaseStatus.assigned, LegalCaseStatus.mediation}
    | {LegalCaseStatus.arbitration, LegalCaseStatus.litigation}
)


class LegalCaseService:
    """Opens, moves and ends cases."""

    async def open(
        self,
        session: AsyncSession,
        *,
        dispute: DisputeKind,
        employer: str,
        member_id: int | None = None,
        ticket_id: int | None = None,
        facts: Mapping[str, str] | None = None,
        claimed_cents: int | None = None,
    ) -> LegalCase:
        """Open a consultation; one ticket opens one case only.

        Raises:
            InvalidInput: There is no employer, or the claim is no amount of money.
        """
        named = redact(tidy(employer, limit=EMPLOYER_LIMIT))
        if not named:
            raise InvalidInput("a case is against an employer")
        opened = await steps.opened_by(session, LegalCase, ticket_id)
        if opened is not None:
            return opened
        case = LegalCase(
            dispute=dispute,
            employer=named,
            member_id=member_id,
            ticket_id=ticket_id,
            facts={k: tidy(v, limit=FACT_LIMIT) for k, v in (facts or {}).items()},
            claimed_cents=None if claimed_cents is None else read_cents(claimed_cents),
            status=LegalCaseStatus.consultation,
            recovered_cents=0,
        )
        await steps.begin(session, case, BY_MEMBER)
        return case

    async def apply(
        self, session: AsyncSession, case: LegalCase, by: By = BY_MEMBER
    ) -> None:
        """Turn a consultation into an application for aid."""
        await self.move(session, case, LegalCaseStatus.applied, by)

    async def move(
        self, session: AsyncSession, case: LegalCase, to: LegalCaseStatus, by: By
    ) -> None:
        """Take a step that needs nothing but a state."""
        if to in SPECIAL:
            raise TransitionNotAllowed(f"{to} has a way of its own")
        case = await LegalCaseRepository(session).hold(case)
        await steps.move(session, case, to, by)

    async def refuse(self, session: AsyncSession, case: LegalCase, by: By) -> None:
        """Refuse aid; the worker is told why (法律援助法第43条)."""
        if not by.words:
            raise InvalidInput("a refusal needs its reason")
        case = await LegalCaseRepository(session).hold(case)
        await steps.move(session, case, LegalCaseStatus.refused, by)

    async def assign(
        self, session: AsyncSession, case: LegalCase, *, lawyer_id: int, by: By
    ) -> None:
        """Give a case its lawyer, or another one while it is under way."""
        case = await LegalCaseRepository(session).hold(case)
        case.lawyer_id = lawyer_id
        if case.status in ACTED_FOR:
            await steps.note(session, case, by)
        else:
            await steps.move(session, case, LegalCaseStatus.assigned, by)

    async def recover(
        self, session: AsyncSession, case: LegalCase, *, cents: int, by: By
    ) -> None:
        """Add what came back to the worker."""
        if read_cents(cents) == 0:
            raise InvalidInput("nothing came back")
        case = await LegalCaseRepository(session).hold(case)
        if case.status not in ACTED_FOR | {LegalCaseStatus.closed}:
            raise Conflict(f"a case in {case.status} recovers nothing")
        case.recovered_cents = read_cents(case.recovered_cents + cents)
        told = rules(WORDS)["recovered"].format(yuan=yuan(cents))
        await steps.note(session, case, replace(by, words=told))

    async def close(
        self, session: AsyncSession, case: LegalCase, *, outcome: CaseOutcome, by: By
    ) -> None:
        """End a case with its outcome.

        Raises:
            Conflict: The outcome does not fit: nobody acted, or a referral is open.
        """
        repository = LegalCaseRepository(session)
        case = await repository.hold(case)
        if (case.status is LegalCaseStatus.consultation) and (
            outcome not in {CaseOutcome.advised, CaseOutcome.passed_on}
        ):
            raise Conflict("a consultation ends with advice")
        if outcome is not CaseOutcome.passed_on and await repository.open_referral(
            case.id
        ):
            raise Conflict("a referral is still under way")
        await steps.move(session, case, LegalCaseStatus.closed, by)
        case.outcome, case.closed_on = outcome, clock.today()
        await session.flush()

    async def list_of(
        self, session: AsyncSession, member_id: int
    ) -> Sequence[LegalCase]:
        """Return a worker's cases, newest first."""
        return await LegalCaseRepository(session).list_of(member_id)

    async def list_in(
        self, session: AsyncSession, status: LegalCaseStatus
    ) -> Sequence[LegalCase]:
        """Return the cases in a state, oldest first."""
        return await LegalCaseRepository(session).list_in(status)

    async def totals(
        self, session: AsyncSession, *, since: date, until: date
    ) -> CaseTotals:
        """Count the cases that ended between two days, and what they recovered."""
        if since > until:
            raise InvalidInput("a time begins before it ends")
        return await LegalCaseRepository(session).totals(since=since, until=until)

    async def progress(self, session: AsyncSession, case: LegalCase) -> Progress:
        """Tell where a case is, how it ended and what came back."""
        words = rules(WORDS)
        found = await steps.progress(session, case, PROGRESS)
        told = found.told
        if case.outcome is not None:
            told += words["told_outcome"].format(
                outcome=words["outcomes"][case.outcome]
            )
        if case.recovered_cents:
            told += words["told_recovered"].format(yuan=yuan(case.recovered_cents))
        return replace(found, told=told)


legal_cases = LegalCaseService()

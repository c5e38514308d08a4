"""Referrals (诉调对接、转介): handing a dispute to another body and hearing back."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.legal_aid.case_repository import LegalCaseRepository
from helpdesk.models import (
    REFERRAL_TRANSITIONS,
    Body,
    LegalCase,
    LegalCaseStatus,
    Referral,
    ReferralOutcome,
)
from helpdesk.rules import rules
from helpdesk.steps import By, steps
from helpdesk.texts import tidy

WORDS = Path(__file__).with_name("words.yml")
REASON_LIMIT = 2000
OVER = frozenset({LegalCaseStatus.closed, LegalCaseStatus.withdrawn})
# To whom a case goes says where it then is; the others leave it where it was.
LEADS_TO = {
    Body.mediation: LegalCaseStatus.mediation,
    Body.arbitration: LegalCaseStatus.arbitration,
    Body.court: LegalCaseStatus.litigation,
}


class ReferralService:
    """Hands cases over, one referral of a case at a time."""

    async def refer(
        self,
        session: AsyncSession,
        case: LegalCase,
        *,
        receiver: Body,
        reason: str,
        by: By,
        sender: Body = Body.union,
        reference: str | None = None,
    ) -> Referral:
        """Hand a case over.

        A court that sends a case to mediation (诉调对接) is the sender.

        Raises:
            Conflict: The case is over, or another referral is under way.
            InvalidInput: There is no reason, or it would go back to its sender.
        """
        why = tidy(reason, limit=REASON_LIMIT)
        if receiver is sender or not why:
            raise InvalidInput("a referral goes to somebody else, for a reason")
        repository = LegalCaseRepository(session)
        case = await repository.hold(case)
        if case.status in OVER or await repository.open_referral(case.id):
            raise Conflict("the case is over, or is referred already")
        referral = Referral(
            legal_case_id=case.id,
            sender=sender,
            receiver=receiver,
            reason=why,
            reference=reference,
            outcome=ReferralOutcome.pending,
        )
        session.add(referral)
        await steps.note(session, case, By(by.author, by.officer_id, _told(referral)))
        return referral

    async def answer(
        self,
        session: AsyncSession,
        case: LegalCase,
        referral: Referral,
        *,
        outcome: ReferralOutcome,
        by: By,
    ) -> None:
        """Write down what the other body says; who takes it over moves the case."""
        repository = LegalCaseRepository(session)
        case = await repository.hold(case)
        referral = await repository.hold_referral(referral)
        if referral.legal_case_id != case.id:
            raise Conflict("the referral belongs to another case")
        if outcome not in REFERRAL_TRANSITIONS[referral.outcome]:
            raise TransitionNotAllowed(f"{referral.outcome} → {outcome}")
        referral.outcome = outcome
        if not REFERRAL_TRANSITIONS[outcome]:
            referral.settled_on = clock.today()
        said = By(by.author, by.officer_id, _answered(referral))
        to = LEADS_TO.get(referral.receiver)
        if outcome is ReferralOutcome.accepted and to in case.status.next:
            await steps.move(session, case, to, said)
        else:
            await steps.note(session, case, said)

    async def list_of(
        self, session: AsyncSession, case: LegalCase
    ) -> Sequence[Referral]:
        """Return a case's referrals, oldest first."""
        return await LegalCaseRepository(session).referrals(case.id)


def _told(referral: Referral) -> str:
    words = rules(WORDS)
    text: str = words["referred"]
    bodies = words["bodies"]
    return text.format(
        sender=bodies[referral.sender], receiver=bodies[referral.receiver]
    )


def _answered(referral: Referral) -> str:
    words = rules(WORDS)
    text: str = words["referral_ended"]
    return text.format(
        receiver=words["bodies"][referral.receiver],
        outcome=words["referral_outcomes"][referral.outcome],
    )


referrals = ReferralService()

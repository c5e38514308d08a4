"""Cases that go to another body, one referral at a time."""

import pytest

from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.legal_aid import legal_cases, referrals
from helpdesk.models import (
    Body,
    CaseOutcome,
    DisputeKind,
    LegalCaseStatus,
    ReferralOutcome,
)
from helpdesk.steps import steps
from tests.helpdesk.legal_aid.cases import DAY, OFFICER, assigned


@pytest.fixture(autouse=True)
def _standing_clock(time):
    """Cases of these tests end on one day."""


class TestRefer:
    async def test_a_court_sends_a_case_to_mediation(self, session, case, lawyer):
        await assigned(session, case, lawyer)
        await legal_cases.move(session, case, LegalCaseStatus.litigation, OFFICER)

        referral = await referrals.refer(
            session,
            case,
            sender=Body.court,
            receiver=Body.mediation,
            reason="双方愿意调解",
            by=OFFICER,
        )
        await referrals.answer(
            session, case, referral, outcome=ReferralOutcome.accepted, by=OFFICER
        )

        assert case.status is LegalCaseStatus.mediation
        words = (await steps.history(session, case))[-1].words
        assert words == "劳动争议诉调对接工作室（调解组织）答复：已接收"

    async def test_a_settlement_ends_the_referral_and_then_the_case(
        self, session, case, lawyer
    ):
        await assigned(session, case, lawyer)
        referral = await referrals.refer(
            session, case, receiver=Body.mediation, reason="先行调解", by=OFFICER
        )
        for outcome in (ReferralOutcome.accepted, ReferralOutcome.settled):
            await referrals.answer(session, case, referral, outcome=outcome, by=OFFICER)
        await legal_cases.close(session, case, outcome=CaseOutcome.settled, by=OFFICER)

        (found,) = await referrals.list_of(session, case)
        assert (found.outcome, found.settled_on) == (ReferralOutcome.settled, DAY)

    async def test_a_case_with_an_open_referral_is_not_closed(
        self, session, case, lawyer
    ):
        await assigned(session, case, lawyer)
        await referrals.refer(
            session, case, receiver=Body.mediation, reason="先行调解", by=OFFICER
        )

        with pytest.raises(Conflict):
            await legal_cases.close(
                session, case, outcome=CaseOutcome.settled, by=OFFICER
            )

    async def test_a_case_that_another_body_took_may_be_closed_as_passed_on(
        self, session, case
    ):
        referral = await referrals.refer(
            session, case, receiver=Body.justice, reason="不在工会范围", by=OFFICER
        )
        await referrals.answer(
            session, case, referral, outcome=ReferralOutcome.accepted, by=OFFICER
        )

        await legal_cases.close(
            session, case, outcome=CaseOutcome.passed_on, by=OFFICER
        )

        assert case.status is LegalCaseStatus.closed

    async def test_one_referral_at_a_time(self, session, case):
        await referrals.refer(
            session, case, receiver=Body.justice, reason="一", by=OFFICER
        )

        with pytest.raises(Conflict):
            await referrals.refer(
                session, case, receiver=Body.court, reason="二", by=OFFICER
            )

    @pytest.mark.parametrize(
        ("receiver", "reason"), [(Body.union, "原因"), (Body.court, "  ")]
    )
    async def test_needs_somebody_else_and_a_reason(
        self, session, case, receiver, reason
    ):
        with pytest.raises(InvalidInput):
            await referrals.refer(
                session, case, receiver=receiver, reason=reason, by=OFFICER
            )

    async def test_an_ended_case_is_not_referred(self, session, case):
        await legal_cases.close(session, case, outcome=CaseOutcome.advised, by=OFFICER)

        with pytest.raises(Conflict):
            await referrals.refer(
                session, case, receiver=Body.court, reason="原因", by=OFFICER
            )

    async def test_an_answer_follows_the_table(self, session, case):
        referral = await referrals.refer(
            session, case, receiver=Body.court, reason="原因", by=OFFICER
        )

        with pytest.raises(TransitionNotAllowed, match="pending → settled"):
            await referrals.answer(
                session, case, referral, outcome=ReferralOutcome.settled, by=OFFICER
            )

    async def test_an_answer_belongs_to_its_case(self, session, case):
        other = await legal_cases.open(
            session, dispute=DisputeKind.injury, employer="岚禾电子"
        )
        referral = await referrals.refer(
            session, other, receiver=Body.court, reason="原因", by=OFFICER
        )

        with pytest.raises(Conflict):
            await referrals.answer(
                session, case, referral, outcome=ReferralOutcome.accepted, by=OFFICER
            )

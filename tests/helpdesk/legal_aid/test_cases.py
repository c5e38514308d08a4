"""Cases of legal aid, from the consultation to what came back."""

from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.legal_aid import legal_cases
from helpdesk.models import (
    LEGAL_TRANSITIONS,
    REFERRAL_TRANSITIONS,
    CaseOutcome,
    DisputeKind,
    Lawyer,
    LegalCaseStatus,
    ReferralOutcome,
)
from helpdesk.steps import By, steps
from tests.helpdesk.legal_aid.cases import DAY, OFFICER, assigned, reviewing

REASON = By(words="不属于劳动争议")


@pytest.fixture(autouse=True)
def _standing_clock(time):
    """Cases of these tests end on one day."""


class TestOpen:
    async def test_begins_as_a_consultation(self, session, case):
        assert case.status is LegalCaseStatus.consultation
        assert case.recovered_cents == 0
        assert len(await steps.history(session, case)) == 1

    async def test_one_ticket_opens_one_case(self, session, ticket):
        opened = [
            await legal_cases.open(
                session,
                dispute=DisputeKind.unpaid_wages,
                employer="岚禾电子",
                ticket_id=ticket.id,
            )
            for _ in range(2)
        ]

        assert opened[0].id == opened[1].id

    @pytest.mark.parametrize("employer", ["", "   ", "\x00"])
    async def test_needs_an_employer(self, session, employer):
        with pytest.raises(InvalidInput):
            await legal_cases.open(
                session, dispute=DisputeKind.other, employer=employer
            )

    async def test_a_phone_beside_the_name_is_masked(self, session):
        found = await legal_cases.open(
            session, dispute=DisputeKind.injury, employer="岚禾电子13800138000"
        )

        assert found.employer == "岚禾电子138****8000"

    @pytest.mark.parametrize("claimed", [-1, 10**16])
    async def test_refuses_a_claim_that_is_no_amount(self, session, claimed):
        with pytest.raises(InvalidInput):
            await legal_cases.open(
                session,
                dispute=DisputeKind.injury,
                employer="岚禾电子",
                claimed_cents=claimed,
            )


class TestMove:
    async def test_goes_the_way_from_consultation_to_the_end(
        self, session, case, lawyer
    ):
        await assigned(session, case, lawyer)
        for to in (
            LegalCaseStatus.mediation,
            LegalCaseStatus.arbitration,
            LegalCaseStatus.litigation,
        ):
            await legal_cases.move(session, case, to, OFFICER)
        await legal_cases.close(session, case, outcome=CaseOutcome.won, by=OFFICER)

        taken = [step.after for step in await steps.history(session, case)]
        assert taken == [
            "consultation",
            "applied",
            "reviewing",
            "assigned",
            "mediation",
            "arbitration",
            "litigation",
            "closed",
        ]

    async def test_refuses_to_leap(self, session, case):
        with pytest.raises(TransitionNotAllowed, match="consultation → arbitration"):
            await legal_cases.move(session, case, LegalCaseStatus.arbitration, OFFICER)

    @pytest.mark.parametrize("to", ["assigned", "closed", "refused"])
    async def test_what_needs_more_than_a_state_is_refused(self, session, case, to):
        await reviewing(session, case)

        with pytest.raises(TransitionNotAllowed):
            await legal_cases.move(session, case, LegalCaseStatus(to), OFFICER)


class TestAssign:
    async def test_gives_the_case_its_lawyer(self, session, case, lawyer):
        await assigned(session, case, lawyer)

        assert case.status is LegalCaseStatus.assigned
        assert case.lawyer_id == lawyer.id

    async def test_another_lawyer_may_take_over(self, session, case, lawyer):
        await assigned(session, case, lawyer)
        await legal_cases.move(session, case, LegalCaseStatus.arbitration, OFFICER)
        other = await session.scalar(select(Lawyer).where(Lawyer.id != lawyer.id))

        await legal_cases.assign(session, case, lawyer_id=other.id, by=OFFICER)

        assert case.lawyer_id == other.id
        assert case.status is LegalCaseStatus.arbitration

    async def test_before_the_review_is_refused(self, session, case, lawyer):
        with pytest.raises(TransitionNotAllowed):
            await legal_cases.assign(session, case, lawyer_id=lawyer.id, by=OFFICER)


class TestRefuse:
    async def test_needs_its_reason(self, session, case):
        await reviewing(session, case)

        with pytest.raises(InvalidInput):
            await legal_cases.refuse(session, case, OFFICER)

    async def test_may_be_reviewed_again(self, session, case):
        await reviewing(session, case)
        await legal_cases.refuse(session, case, REASON)

        await legal_cases.move(session, case, LegalCaseStatus.reviewing, OFFICER)

        assert case.status is LegalCaseStatus.reviewing


class TestRecover:
    async def test_adds_up_and_writes_down_each_amount(self, session, case, lawyer):
        await assigned(session, case, lawyer)

        await legal_cases.recover(session, case, cents=1_000_050, by=OFFICER)
        await legal_cases.recover(session, case, cents=500_000, by=OFFICER)

        assert case.recovered_cents == 1_500_050
        words = [step.words for step in await steps.history(session, case)]
        assert words[-2:] == ["追回10000.5元", "追回5000元"]

    async def test_still_counts_after_the_end(self, session, case, lawyer):
        await assigned(session, case, lawyer)
        await legal_cases.close(session, case, outcome=CaseOutcome.won, by=OFFICER)

        await legal_cases.recover(session, case, cents=100, by=OFFICER)

        assert case.recovered_cents == 100

    @pytest.mark.parametrize("cents", [0, -100, 10**16])
    async def test_refuses_what_is_no_amount(self, session, case, lawyer, cents):
        await assigned(session, case, lawyer)

        with pytest.raises(InvalidInput):
            await legal_cases.recover(session, case, cents=cents, by=OFFICER)

    async def test_before_a_lawyer_acts_nothing_is_recovered(self, session, case):
        with pytest.raises(Conflict):
            await legal_cases.recover(session, case, cents=100, by=OFFICER)


class TestClose:
    async def test_a_consultation_ends_with_advice(self, session, case):
        await legal_cases.close(session, case, outcome=CaseOutcome.advised, by=OFFICER)

        assert (case.outcome, case.closed_on) == (CaseOutcome.advised, DAY)

    async def test_a_consultation_wins_nothing(self, session, case):
        with pytest.raises(Conflict):
            await legal_cases.close(session, case, outcome=CaseOutcome.won, by=OFFICER)

    async def test_twice_is_refused(self, session, case):
        await legal_cases.close(session, case, outcome=CaseOutcome.advised, by=OFFICER)

        with pytest.raises(TransitionNotAllowed):
            await legal_cases.close(
                session, case, outcome=CaseOutcome.advised, by=OFFICER
            )


class TestTotals:
    async def test_counts_what_ended_in_the_time(self, session, case, lawyer):
        await assigned(session, case, lawyer)
        await legal_cases.recover(session, case, cents=575_700, by=OFFICER)
        await legal_cases.close(session, case, outcome=CaseOutcome.won, by=OFFICER)

        inside = await legal_cases.totals(session, since=DAY, until=DAY)
        outside = await legal_cases.totals(
            session, since=date(2025, 1, 1), until=date(2025, 12, 31)
        )

        assert (inside.cases, inside.recovered_cents) == (1, 575_700)
        assert (outside.cases, outside.recovered_cents) == (0, 0)

    async def test_refuses_a_time_that_ends_before_it_begins(self, session):
        with pytest.raises(InvalidInput):
            await legal_cases.totals(session, since=DAY, until=date(2026, 7, 14))


class TestProgress:
    @pytest.mark.parametrize("status", LegalCaseStatus)
    async def test_every_state_has_words(self, session, case, status):
        case.status = status

        told = await legal_cases.progress(session, case)

        assert told.label
        assert told.told

    async def test_tells_how_it_ended_and_what_came_back(self, session, case, lawyer):
        await assigned(session, case, lawyer)
        await legal_cases.recover(session, case, cents=1_234_500, by=OFFICER)
        await legal_cases.close(session, case, outcome=CaseOutcome.settled, by=OFFICER)

        told = await legal_cases.progress(session, case)

        assert told.told == "案件已经办结。结果：调解成功。已为您追回12345元。"

    async def test_since_is_the_last_move_not_the_last_note(
        self, session, case, lawyer, time
    ):
        await assigned(session, case, lawyer)
        time.forward(days=3)
        await legal_cases.recover(session, case, cents=100, by=OFFICER)

        told = await legal_cases.progress(session, case)

        assert told.since.date() == DAY


class TestListOf:
    async def test_gives_a_workers_cases_newest_first(self, session, case, member):
        second = await legal_cases.open(
            session,
            dispute=DisputeKind.injury,
            employer="岚禾电子",
            member_id=member.id,
        )

        found = await legal_cases.list_of(session, member.id)

        assert [each.id for each in found] == [second.id, case.id]

    async def test_officers_find_what_waits_in_a_state(self, session, case):
        await reviewing(session, case)

        found = await legal_cases.list_in(session, LegalCaseStatus.reviewing)

        assert [each.id for each in found] == [case.id]


class TestTransitions:
    def test_every_state_has_its_row(self):
        assert set(LEGAL_TRANSITIONS) == set(LegalCaseStatus)
        assert set(REFERRAL_TRANSITIONS) == set(ReferralOutcome)

    def test_every_state_can_be_reached_from_a_consultation(self):
        seen, ahead = set(), [LegalCaseStatus.consultation]
        while ahead:
            status = ahead.pop()
            seen.add(status)
            ahead += status.next - seen

        assert seen == set(LegalCaseStatus)

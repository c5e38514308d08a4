import asyncio

import pytest
from sqlalchemy import func, select

from helpdesk.assistance import mutual_aid
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotEntitled, NotFound, TransitionNotAllowed
from helpdesk.findings import Verdict
from helpdesk.members import members
from helpdesk.models import (
    CLAIM_TRANSITIONS,
    CardStatus,
    ClaimKind,
    ClaimStatus,
    MutualAidClaim,
    RealNameStatus,
)
from helpdesk.seed import DEMO_MEMBER
from helpdesk.steps import By

OFFICER = By()


async def _claim(session, member, kind=ClaimKind.hospital, quantity=10):
    return await mutual_aid.claim(
        session, member_id=member.id, kind=kind, quantity=quantity, year=2026
    )


class TestClaim:
    async def test_is_reckoned_and_told_with_its_year(self, session, member):
        claim, found = await _claim(session, member)

        assert (claim.status, claim.amount_cents) == (ClaimStatus.submitted, 60_000)
        assert claim.standard_year == 2018
        assert "2026年的标准未核实" in found.told

    async def test_the_third_stay_of_a_year_is_refused_with_the_reason(
        self, session, member
    ):
        await _claim(session, member)
        await _claim(session, member)

        with pytest.raises(NotEntitled, match="最多申领2次"):
            await _claim(session, member)

    async def test_a_refused_claim_does_not_count(self, session, member):
        await _claim(session, member)
        claim, _ = await _claim(session, member)
        await mutual_aid.move(session, claim, ClaimStatus.withdrawn, OFFICER)

        await _claim(session, member)

    async def test_the_yearly_cap_counts_what_was_claimed_before(self, session, member):
        kind = ClaimKind.hospital
        await _claim(session, member, kind, 90)
        _, found = await _claim(session, member, kind, 90)

        assert found.cents == 540_000

    @pytest.mark.parametrize(
        ("changes", "remedy"),
        [
            ({"card_status": CardStatus.issued}, "激活"),
            ({"real_name_status": RealNameStatus.collected}, "实名认证"),
        ],
    )
    async def test_a_member_without_card_or_name_is_told_what_to_do(
        self, session, member, changes, remedy
    ):
        for name, value in changes.items():
            setattr(member, name, value)
        await session.flush()

        with pytest.raises(NotEntitled, match=remedy):
            await _claim(session, member)

    async def test_impossible_days_are_refused(self, session, member):
        with pytest.raises(InvalidInput):
            await _claim(session, member, quantity=0)

    async def test_an_unknown_member_claims_nothing(self, session):
        with pytest.raises(NotFound):
            await mutual_aid.claim(
                session,
                member_id=10**6,
                kind=ClaimKind.hospital,
                quantity=1,
                year=2026,
            )

    async def test_three_at_once_are_still_two_a_year(self, sessions):
        async with sessions() as session:
            member = await members.by_phone(session, DEMO_MEMBER.phone)

        async def claim(_turn):
            async with unit_of_work(sessions) as session:
                await _claim(session, member)

        told = await asyncio.gather(
            *(claim(turn) for turn in range(3)), return_exceptions=True
        )

        assert sum(isinstance(answer, NotEntitled) for answer in told) == 1
        async with sessions() as session:
            assert await session.scalar(select(func.count(MutualAidClaim.id))) == 2


class TestCheck:
    async def test_tells_before_anything_is_handed_in(self, session, member):
        found = await mutual_aid.check(
            session, member=member, kind=ClaimKind.hospital, year=2026
        )

        assert found.verdict is Verdict.likely
        assert "已申领0次" in found.explanation


class TestMove:
    async def test_goes_from_review_to_payment(self, session, member):
        claim, _ = await _claim(session, member)

        for to in (ClaimStatus.reviewing, ClaimStatus.approved, ClaimStatus.paid):
            await mutual_aid.move(session, claim, to, OFFICER)

        told = await mutual_aid.progress(session, claim)
        assert told.label == "已给付"

    async def test_refuses_to_leap(self, session, member):
        claim, _ = await _claim(session, member)

        with pytest.raises(TransitionNotAllowed, match="submitted → paid"):
            await mutual_aid.move(session, claim, ClaimStatus.paid, OFFICER)

    async def test_a_refusal_needs_its_reason(self, session, member):
        claim, _ = await _claim(session, member)
        await mutual_aid.move(session, claim, ClaimStatus.reviewing, OFFICER)

        with pytest.raises(InvalidInput):
            await mutual_aid.move(session, claim, ClaimStatus.refused, OFFICER)


class TestProgress:
    @pytest.mark.parametrize("status", ClaimStatus)
    async def test_every_state_has_words(self, session, member, status):
        claim, _ = await _claim(session, member)
        claim.status = status

        assert (await mutual_aid.progress(session, claim)).told


class TestTransitions:
    def test_every_state_has_its_row(self):
        assert set(CLAIM_TRANSITIONS) == set(ClaimStatus)

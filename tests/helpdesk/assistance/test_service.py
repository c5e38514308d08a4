import asyncio

import pytest
from sqlalchemy import func, select

from helpdesk.assistance import assistance
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.members import members
from helpdesk.models import (
    AID_TRANSITIONS,
    AidStatus,
    Grant,
    GrantKind,
    HardshipFile,
    Residence,
    SchoolStage,
)
from helpdesk.seed import DEMO_MEMBER
from helpdesk.steps import By, steps

OFFICER = By()
REASON = By(words="材料不实")
TO_PUBLICATION = (
    AidStatus.branch_review,
    AidStatus.district_review,
    AidStatus.publicised,
)


async def _file(session, member, year=2026):
    return await assistance.apply_hardship(
        session,
        member_id=member.id,
        year=year,
        residence=Residence.permit,
        circumstances={"household": "4", "cause": "家人重病"},
    )


async def _school(session, member, *, year=2019, child="王小宝", file=None):
    return await assistance.apply_school(
        session,
        member_id=member.id,
        year=year,
        child=child,
        stage=SchoolStage.higher,
        file=file,
    )


async def _publicise(session, record):
    for to in TO_PUBLICATION:
        await assistance.move(session, record, to, OFFICER)


async def _approved_file(session, member):
    file = await _file(session, member)
    await _publicise(session, file)
    await assistance.move(session, file, AidStatus.approved, OFFICER)
    return file


class TestApplyHardship:
    async def test_opens_a_file_for_a_holder_of_a_residence_permit(
        self, session, member
    ):
        file = await _file(session, member)

        assert file.status is AidStatus.submitted
        assert file.residence is Residence.permit
        assert file.circumstances["cause"] == "家人重病"

    async def test_there_is_one_file_a_year(self, session, member):
        first, again = await _file(session, member), await _file(session, member)
        other = await _file(session, member, 2025)

        assert first.id == again.id != other.id

    async def test_after_a_refusal_a_new_one_may_be_opened(self, session, member):
        first = await _file(session, member)
        await assistance.move(session, first, AidStatus.branch_review, OFFICER)
        await assistance.move(session, first, AidStatus.refused, REASON)

        assert (await _file(session, member)).id != first.id

    @pytest.mark.parametrize("year", [0, 1999, 20260])
    async def test_refuses_a_year_that_is_none(self, session, member, year):
        with pytest.raises(InvalidInput):
            await _file(session, member, year)

    async def test_an_unknown_worker_has_no_file(self, session):
        with pytest.raises(NotFound):
            await assistance.apply_hardship(
                session,
                member_id=10**6,
                year=2026,
                residence=Residence.permit,
                circumstances={},
            )

    async def test_two_taps_at_once_open_one_file(self, sessions):
        async with sessions() as session:
            member = await members.by_phone(session, DEMO_MEMBER.phone)

        async def tap(_turn):
            async with unit_of_work(sessions) as session:
                await _file(session, member)

        await asyncio.gather(*(tap(turn) for turn in range(4)))

        async with sessions() as session:
            assert await session.scalar(select(func.count(HardshipFile.id))) == 1


class TestMove:
    async def test_a_file_is_publicised_before_it_is_approved(self, session, member):
        file = await _file(session, member)
        await assistance.move(session, file, AidStatus.branch_review, OFFICER)

        with pytest.raises(TransitionNotAllowed, match="branch_review → approved"):
            await assistance.move(session, file, AidStatus.approved, OFFICER)

    async def test_a_refusal_needs_its_reason(self, session, member):
        file = await _file(session, member)
        await assistance.move(session, file, AidStatus.branch_review, OFFICER)

        with pytest.raises(InvalidInput):
            await assistance.move(session, file, AidStatus.refused, OFFICER)

    async def test_money_is_not_approved_in_passing(self, session, member):
        grant = await _school(session, member)
        await _publicise(session, grant)

        for to in (AidStatus.approved, AidStatus.paid):
            with pytest.raises(TransitionNotAllowed):
                await assistance.move(session, grant, to, OFFICER)


class TestApplySchool:
    async def test_a_child_is_helped_once_a_year(self, session, member):
        first = await _school(session, member)
        again = await _school(session, member, child=" 王小宝 ")
        sister = await _school(session, member, child="王小贝")

        assert first.id == again.id != sister.id

    async def test_refuses_a_child_without_a_name(self, session, member):
        with pytest.raises(InvalidInput):
            await _school(session, member, child="  ")

    async def test_refuses_somebody_elses_file(self, session, member):
        other_id = await session.scalar(
            select(type(member).id).where(type(member).id != member.id).limit(1)
        )
        file = await assistance.apply_hardship(
            session,
            member_id=other_id,
            year=2026,
            residence=Residence.permit,
            circumstances={},
        )

        with pytest.raises(Conflict):
            await _school(session, member, file=file)


class TestApprove:
    async def test_takes_the_amount_announced_for_the_year(self, session, member):
        grant = await _school(session, member, year=2019)
        await _publicise(session, grant)

        await assistance.approve(session, grant, by=OFFICER)

        assert (grant.amount_cents, grant.standard_year) == (800_000, 2019)

    async def test_never_pays_an_old_amount_for_a_new_year(self, session, member):
        grant = await _school(session, member, year=2026)
        await _publicise(session, grant)

        with pytest.raises(Conflict, match="2026"):
            await assistance.approve(session, grant, by=OFFICER)

        await assistance.approve(session, grant, by=OFFICER, cents=900_000)
        assert (grant.amount_cents, grant.standard_year) == (900_000, None)

    @pytest.mark.parametrize("cents", [0, -1])
    async def test_refuses_an_amount_that_is_none(self, session, member, cents):
        grant = await _school(session, member)
        await _publicise(session, grant)

        with pytest.raises(InvalidInput):
            await assistance.approve(session, grant, by=OFFICER, cents=cents)

    async def test_before_the_publication_is_refused(self, session, member):
        grant = await _school(session, member)

        with pytest.raises(TransitionNotAllowed):
            await assistance.approve(session, grant, by=OFFICER)


class TestProposeWarmth:
    async def test_follows_an_approved_file(self, session, member):
        file = await _approved_file(session, member)

        grant = await assistance.propose_warmth(
            session, file=file, cents=332_200, by=OFFICER
        )

        assert (grant.kind, grant.member_id) == (GrantKind.warmth, member.id)

    async def test_without_an_approved_file_is_refused(self, session, member):
        file = await _file(session, member)

        with pytest.raises(Conflict):
            await assistance.propose_warmth(
                session, file=file, cents=332_200, by=OFFICER
            )


class TestPay:
    async def test_counts_in_the_year(self, session, member):
        grant = await _school(session, member)
        await _publicise(session, grant)
        await assistance.approve(session, grant, by=OFFICER)

        await assistance.pay(session, grant, batch="2019-09", by=OFFICER)

        kind = GrantKind.golden_autumn
        paid = await assistance.totals(session, kind=kind, year=2019)
        assert (paid.grants, paid.cents) == (1, 800_000)
        other = await assistance.totals(session, kind=kind, year=2018)
        assert (other.grants, other.cents) == (0, 0)

    async def test_needs_a_batch(self, session, member):
        grant = await _school(session, member)

        with pytest.raises(InvalidInput):
            await assistance.pay(session, grant, batch=" ", by=OFFICER)

    async def test_what_was_not_approved_is_not_paid(self, session, member):
        grant = await _school(session, member)

        with pytest.raises(TransitionNotAllowed):
            await assistance.pay(session, grant, batch="2019-09", by=OFFICER)


class TestGrantsOf:
    async def test_gives_a_workers_grants_newest_first(self, session, member):
        first = await _school(session, member, year=2018)
        second = await _school(session, member, year=2019)

        found = await assistance.grants_of(session, member.id)

        assert [grant.id for grant in found] == [second.id, first.id]


class TestProgress:
    @pytest.mark.parametrize("status", AidStatus)
    async def test_every_state_has_words(self, session, member, status):
        file = await _file(session, member)
        file.status = status

        told = await assistance.progress(session, file)

        assert told.label
        assert told.told


class TestDeletion:
    async def test_a_files_steps_go_with_it(self, session, member):
        file = await _file(session, member)

        await session.delete(file)
        await session.flush()

        assert await steps.history(session, file) == []

    async def test_a_childs_name_is_not_kept_in_the_clear(self, session, member):
        grant = await _school(session, member)

        raw = await session.scalar(
            select(func.hex(Grant.child))
            if session.get_bind().dialect.name == "sqlite"
            else select(func.encode(Grant.child, "hex"))
        )

        assert "王小宝".encode().hex() not in raw.lower()
        assert grant.child == "王小宝"


class TestTransitions:
    def test_every_state_has_its_row(self):
        assert set(AID_TRANSITIONS) == set(AidStatus)

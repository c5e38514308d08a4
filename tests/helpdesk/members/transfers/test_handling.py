from itertools import pairwise

import pytest
from sqlalchemy import select

from helpdesk.errors import InvalidInput, TransitionNotAllowed
from helpdesk.members import members
from helpdesk.members.transfers import handling, transfers
from helpdesk.models import (
    TRANSFER_STEPS,
    TRANSFER_TRANSITIONS,
    MemberStatus,
    Organisation,
    OrganisationKind,
    TransferKind,
    TransferStatus,
    UnionState,
)
from helpdesk.organisations import Worksite
from tests.helpdesk.members.people import OFFICER, WORKER, log, stranger

OUTSIDE = "东莞市松山湖某厂工会"


async def _begun(session, member, kind):
    if kind is TransferKind.into_city:
        return await transfers.request_in(session, stranger(), OUTSIDE, by=WORKER)
    if kind is TransferKind.out_of_city:
        return await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)
    home = await session.get(Organisation, member.organisation_id)
    same = kind is TransferKind.within_district
    statement = select(Organisation).where(
        Organisation.kind == OrganisationKind.enterprise,
        Organisation.state == UnionState.established,
        Organisation.id != home.id,
        (Organisation.district == home.district) == same,
    )
    union = (await session.scalars(statement.limit(1))).one()
    site = Worksite(employer_id=union.id, employer=union.employer)
    return await transfers.request(session, member.id, site, by=WORKER)


async def _agree_all(session, transfer):
    for seen in TRANSFER_STEPS[transfer.kind][:-1]:
        await handling.agree(session, transfer.id, seen=seen, by=OFFICER)


class TestAgree:
    @pytest.mark.parametrize("kind", TransferKind)
    async def test_goes_its_way_to_the_end(self, session, member, kind, time):
        transfer = await _begun(session, member, kind)

        await _agree_all(session, transfer)

        assert transfer.kind is kind
        assert transfer.status is TRANSFER_STEPS[kind][-1]
        assert transfer.decided_at == time.at

    @pytest.mark.parametrize(
        "kind", [TransferKind.within_district, TransferKind.between_districts]
    )
    async def test_takes_the_membership_along(self, session, member, kind):
        number, joined_on = member.member_number, member.joined_on
        transfer = await _begun(session, member, kind)

        await _agree_all(session, transfer)

        assert member.organisation_id == transfer.to_id
        assert member.status is MemberStatus.active
        assert member.employer == transfer.employer
        assert (member.member_number, member.joined_on) == (number, joined_on)

    async def test_lets_who_leaves_the_city_go(self, session, member, time):
        transfer = await _begun(session, member, TransferKind.out_of_city)

        await _agree_all(session, transfer)

        assert member.status is MemberStatus.left
        assert member.organisation_id is None
        assert member.left_on == time.at.date()

    async def test_admits_who_comes_into_the_city(self, session, member):
        transfer = await _begun(session, member, TransferKind.into_city)

        await _agree_all(session, transfer)

        comer = await members.by_id(session, transfer.member_id)
        assert comer.status is MemberStatus.active
        assert comer.organisation_id == transfer.to_id
        assert comer.member_number

    async def test_the_second_click_does_nothing(self, session, member):
        transfer = await _begun(session, member, TransferKind.within_district)

        for _ in range(3):
            await handling.agree(
                session, transfer.id, seen=TransferStatus.requested, by=OFFICER
            )

        assert transfer.status is TransferStatus.releasing
        assert len(await log(session)) == 2

    async def test_nobody_agrees_to_what_came_back(self, session, member):
        transfer = await _begun(session, member, TransferKind.within_district)
        await handling.send_back(session, transfer.id, "请补会员证", by=OFFICER)

        with pytest.raises(TransitionNotAllowed):
            await handling.agree(
                session, transfer.id, seen=TransferStatus.returned, by=OFFICER
            )


class TestSendBack:
    async def test_waits_for_the_member_and_goes_on(self, session, member):
        transfer = await _begun(session, member, TransferKind.within_district)

        await handling.send_back(session, transfer.id, "请补会员证", by=OFFICER)
        assert (transfer.status, transfer.reason) == (
            TransferStatus.returned,
            "请补会员证",
        )
        for _ in range(2):
            await handling.resubmit(session, transfer.id, by=WORKER)

        assert transfer.status is TransferStatus.requested
        assert member.status is MemberStatus.transferring
        assert len(await log(session)) == 3

    async def test_needs_a_reason(self, session, member):
        transfer = await _begun(session, member, TransferKind.within_district)

        with pytest.raises(InvalidInput):
            await handling.send_back(session, transfer.id, " ", by=OFFICER)


class TestRefuse:
    async def test_leaves_the_membership_where_it_was(self, session, member):
        home = member.organisation_id
        transfer = await _begun(session, member, TransferKind.between_districts)

        await handling.refuse(session, transfer.id, "查无此人", by=OFFICER)

        assert (member.status, member.organisation_id) == (MemberStatus.active, home)

    async def test_gives_a_comer_the_standing_back(self, session, member):
        transfer = await _begun(session, member, TransferKind.into_city)

        await handling.refuse(session, transfer.id, "会员证没有盖章", by=OFFICER)

        comer = await members.by_id(session, transfer.member_id)
        assert comer.status is MemberStatus.registered


class TestWithdraw:
    async def test_twice_is_once(self, session, member):
        transfer = await _begun(session, member, TransferKind.out_of_city)

        for _ in range(2):
            await handling.withdraw(session, transfer.id, by=WORKER)

        assert member.status is MemberStatus.active
        assert len(await log(session)) == 2

    async def test_is_too_late_at_the_end(self, session, member):
        transfer = await _begun(session, member, TransferKind.within_district)
        await _agree_all(session, transfer)

        with pytest.raises(TransitionNotAllowed):
            await handling.withdraw(session, transfer.id, by=WORKER)


class TestTransitions:
    def test_every_state_has_a_row(self):
        assert set(TRANSFER_TRANSITIONS) == set(TransferStatus)

    @pytest.mark.parametrize("kind", TransferKind)
    def test_every_kind_walks_along_the_table(self, kind):
        steps = TRANSFER_STEPS[kind]

        assert steps[0] is TransferStatus.requested
        assert steps[-1].is_settled
        for before, after in pairwise(steps):
            assert after in before.next

    def test_what_is_on_its_way_can_be_withdrawn(self):
        for status in TransferStatus:
            on_its_way = not status.is_settled
            assert (TransferStatus.withdrawn in status.next) == on_its_way

import pytest
from sqlalchemy import func, select

from helpdesk.errors import (
    AlreadyMember,
    Conflict,
    DetailsDisagree,
    InvalidInput,
    NotFound,
)
from helpdesk.members import members
from helpdesk.members.registration import Person
from helpdesk.members.transfers import handling, transfers
from helpdesk.models import (
    MemberStatus,
    Organisation,
    Route,
    Transfer,
    TransferKind,
    TransferStatus,
    UnionState,
)
from helpdesk.organisations import Worksite
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from tests.helpdesk.members.people import (
    WORKER,
    XIXIANG,
    employer,
    log,
    stranger,
)

OUTSIDE = "东莞市松山湖某厂工会"


async def _home(session, member):
    return await session.get(Organisation, member.organisation_id)


async def _elsewhere(session, member, *, same_district):
    home = await _home(session, member)
    statement = select(Organisation).where(
        Organisation.kind == home.kind,
        Organisation.state == UnionState.established,
        Organisation.id != home.id,
        (Organisation.district == home.district)
        if same_district
        else (Organisation.district != home.district),
    )
    return (await session.scalars(statement.limit(1))).one()


async def _requested(session, member, union, **options):
    site = Worksite(employer_id=union.id, employer=union.employer)
    return await transfers.request(session, member.id, site, by=WORKER, **options)


class TestRequest:
    @pytest.mark.parametrize(
        ("same", "kind"),
        [
            (True, TransferKind.within_district),
            (False, TransferKind.between_districts),
        ],
    )
    async def test_goes_from_union_to_union(self, session, member, same, kind):
        home = await _home(session, member)
        union = await _elsewhere(session, member, same_district=same)

        transfer = await _requested(session, member, union)

        assert (transfer.kind, transfer.route) == (kind, Route.employer)
        assert (transfer.from_id, transfer.to_id) == (home.id, union.id)
        assert transfer.status is TransferStatus.requested
        assert member.status is MemberStatus.transferring
        assert member.organisation_id == home.id

    async def test_to_an_employer_without_union_goes_above_it(self, session, member):
        union = await employer(session, UnionState.absent)

        transfer = await _requested(session, member, union)

        assert (transfer.route, transfer.to_id) == (Route.local, union.parent_id)

    async def test_twice_is_once(self, session, member):
        union = await _elsewhere(session, member, same_district=False)

        first = await _requested(session, member, union, request_key="c1:m1")
        again = await _requested(session, member, union, request_key="c1:m1")
        other = await _requested(session, member, union, request_key="c1:m2")

        assert first is again is other
        assert await session.scalar(select(func.count(Transfer.id))) == 1
        assert len(await log(session)) == 1

    async def test_a_message_sent_again_after_the_end_makes_nothing_new(
        self, session, member
    ):
        union = await _elsewhere(session, member, same_district=False)
        first = await _requested(session, member, union, request_key="c1:m1")
        await handling.withdraw(session, first.id, by=WORKER)

        again = await _requested(session, member, union, request_key="c1:m1")

        assert again is first
        assert member.status is MemberStatus.active

    async def test_another_goal_has_to_wait(self, session, member):
        first = await _elsewhere(session, member, same_district=False)
        other = await _elsewhere(session, member, same_district=True)
        await _requested(session, member, first)

        with pytest.raises(Conflict, match="another transfer"):
            await _requested(session, member, other)
        with pytest.raises(Conflict, match="another transfer"):
            await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)

    async def test_is_not_for_where_the_file_is(self, session, member):
        home = await _home(session, member)

        with pytest.raises(Conflict, match="already"):
            await _requested(session, member, home)

        assert member.status is MemberStatus.active

    async def test_is_for_members(self, session):
        worker = await members.by_phone(session, DEMO_GIG_WORKER.phone)

        with pytest.raises(Conflict, match="only a member"):
            await transfers.request(session, worker.id, XIXIANG, by=WORKER)

    async def test_a_message_asks_for_one_person(self, session, member):
        union = await _elsewhere(session, member, same_district=False)
        await _requested(session, member, union, request_key="c1:m1")
        other = await members.by_phone(session, DEMO_GIG_WORKER.phone)

        with pytest.raises(Conflict, match="somebody else"):
            await _requested(session, other, union, request_key="c1:m1")

    async def test_misses_nobody(self, session):
        with pytest.raises(NotFound):
            await transfers.request(session, 0, XIXIANG, by=WORKER)


class TestRequestOut:
    async def test_names_the_union_outside(self, session, member):
        transfer = await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)

        assert transfer.kind is TransferKind.out_of_city
        assert (transfer.to_id, transfer.outside) == (None, OUTSIDE)

    async def test_twice_is_once(self, session, member):
        first = await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)
        again = await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)

        assert again is first

    @pytest.mark.parametrize("outside", ["", "  ", "\x00"])
    async def test_needs_a_goal(self, session, member, outside):
        with pytest.raises(InvalidInput):
            await transfers.request_out(session, member.id, outside, by=WORKER)

    async def test_cuts_a_name_without_end(self, session, member):
        transfer = await transfers.request_out(
            session, member.id, "外" * 1000, by=WORKER
        )

        assert len(transfer.outside) == 120


class TestRequestIn:
    async def test_puts_the_person_on_record(self, session):
        transfer = await transfers.request_in(session, stranger(), OUTSIDE, by=WORKER)

        member = await members.by_id(session, transfer.member_id)
        assert transfer.kind is TransferKind.into_city
        assert transfer.from_id is None
        assert member.status is MemberStatus.applied

    async def test_twice_is_once(self, session):
        first = await transfers.request_in(session, stranger(), OUTSIDE, by=WORKER)
        again = await transfers.request_in(session, stranger(), OUTSIDE, by=WORKER)

        assert again is first

    async def test_refuses_a_member(self, session):
        person = Person(DEMO_MEMBER.name, DEMO_MEMBER.phone, DEMO_MEMBER.id_number)

        with pytest.raises(AlreadyMember):
            await transfers.request_in(session, person, OUTSIDE, by=WORKER)

    async def test_refuses_details_of_two_people(self, session):
        person = stranger(phone=DEMO_MEMBER.phone)

        with pytest.raises(DetailsDisagree):
            await transfers.request_in(session, person, OUTSIDE, by=WORKER)


class TestProgress:
    async def test_names_both_unions(self, session, member):
        home = await _home(session, member)
        union = await _elsewhere(session, member, same_district=False)
        transfer = await _requested(session, member, union)

        first = await transfers.progress(session, transfer)
        transfer.status = TransferStatus.receiving
        later = await transfers.progress(session, transfer)

        assert home.name in first.next
        assert union.name in later.now

    async def test_names_the_union_outside(self, session, member):
        transfer = await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)
        transfer.status = TransferStatus.released

        assert OUTSIDE in str(await transfers.progress(session, transfer))


class TestLatestOf:
    async def test_is_the_newest_or_none(self, session, member):
        assert await transfers.latest_of(session, member.id) is None

        transfer = await transfers.request_out(session, member.id, OUTSIDE, by=WORKER)

        assert await transfers.latest_of(session, member.id) is transfer


class TestById:
    async def test_misses(self, session):
        with pytest.raises(NotFound):
            await transfers.by_id(session, 0)

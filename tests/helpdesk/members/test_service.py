from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from helpdesk.errors import NotFound
from helpdesk.members import members
from helpdesk.models import CardStatus, Member, MemberStatus, RealNameStatus
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from tests.helpdesk.conftest import UNKNOWN_PHONES


class TestProfile:
    async def test_tells_the_demo_member(self, session, member):
        profile = await members.profile(session, member.id)

        assert profile.masked_name == "王*明"
        assert profile.member_number == DEMO_MEMBER.member_number
        assert profile.status is MemberStatus.active
        assert profile.organisation.endswith("工会")
        assert profile.joined_on == date(2019, 5, 1)
        assert profile.real_name_status is RealNameStatus.verified
        assert profile.card_status is CardStatus.active

    async def test_tells_the_gig_worker_without_union(self, session):
        worker = await members.by_phone(session, DEMO_GIG_WORKER.phone)

        profile = await members.profile(session, worker.id)

        assert profile.status is MemberStatus.registered
        assert profile.organisation is None
        assert profile.member_number is None

    async def test_misses_nobody(self, session):
        with pytest.raises(NotFound):
            await members.profile(session, 0)


class TestByPhone:
    async def test_finds_by_digest_and_opens_the_seal(self, session):
        found = await members.by_phone(session, DEMO_MEMBER.phone)

        assert (found.name, found.phone) == (DEMO_MEMBER.name, DEMO_MEMBER.phone)
        assert found.id_number == DEMO_MEMBER.id_number

    async def test_is_none_for_a_stranger(self, session):
        assert await members.by_phone(session, UNKNOWN_PHONES[0]) is None


class TestByNumber:
    async def test_finds(self, session, member):
        found = await members.by_number(session, DEMO_MEMBER.member_number)

        assert found is member

    async def test_misses(self, session):
        with pytest.raises(NotFound):
            await members.by_number(session, "0000000000")


class TestMember:
    async def test_a_phone_belongs_to_one(self, session):
        session.add(Member(name="另一人", phone=DEMO_MEMBER.phone, id_number="x"))

        with pytest.raises(IntegrityError):
            await session.flush()

    async def test_an_active_one_has_a_number(self, session):
        session.add(Member(name="某人", id_number="x", status=MemberStatus.active))

        with pytest.raises(IntegrityError):
            await session.flush()

    async def test_a_new_phone_is_found_at_once_and_the_old_no_more(
        self, session, member
    ):
        member.phone = UNKNOWN_PHONES[0]
        await session.flush()

        assert await members.by_phone(session, UNKNOWN_PHONES[0]) is member
        assert await members.by_phone(session, DEMO_MEMBER.phone) is None

    async def test_reading_does_not_write(self, session):
        found = (await session.scalars(select(Member).limit(5))).all()

        assert found
        assert not session.dirty

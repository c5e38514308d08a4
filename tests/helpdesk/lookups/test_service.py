"""Look-ups: whole numbers only, within sight, counted and on record."""

import pytest
from sqlalchemy import select

from helpdesk.errors import InvalidInput, Locked, NotFound
from helpdesk.lookups import Asked, lookups
from helpdesk.lookups.service import FILE
from helpdesk.models import AuditAction, AuditEntry, AuditSubject, Organisation
from helpdesk.rules import rules
from helpdesk.scope import Scope
from tests.helpdesk.canned.conftest import actor, staff  # noqa: F401 - a fixture

CITY = Scope()


@pytest.fixture
async def union(session, member) -> Organisation:
    return await session.get_one(Organisation, member.organisation_id)


async def find(session, staff, scope=CITY, **asked):  # noqa: F811 - the fixture
    by = actor(staff.seat)
    return await lookups.find(session, Asked(**asked), scope=scope, by=by)


async def trail(session):
    about = AuditEntry.subject == AuditSubject.member
    return (await session.scalars(select(AuditEntry).where(about))).all()


class TestFind:
    @pytest.mark.parametrize("name", ["phone", "id_number", "member_number"])
    async def test_by_any_whole_number(self, session, member, staff, name):  # noqa: F811
        found = await find(session, staff, number=f" {getattr(member, name)} ")

        assert found == [member]
        [entry] = await trail(session)
        assert (entry.action, entry.subject_id) == (AuditAction.looked_up, member.id)
        assert entry.after == {"by": name, "found": 1}
        assert entry.officer_id == staff.seat.id

    async def test_by_name_and_union(self, session, member, union, staff):  # noqa: F811
        found = await find(session, staff, name=member.name, union=union.name)

        assert member in found
        assert {each.name for each in found} == {member.name}

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"number": "138"},
            {"number": "1380013800"},
            {"number": "440300199001010001"},
            {"number": "%"},
            {"number": "' OR 1=1 --"},
            {"name": "王"},
            {"union": "深圳市总工会"},
            {"name": "王建国", "union": " "},
        ],
    )
    async def test_refuses_what_is_not_whole(self, session, staff, asked):  # noqa: F811
        with pytest.raises(InvalidInput):
            await find(session, staff, **asked)

    async def test_part_of_a_name_finds_nobody(self, session, member, union, staff):  # noqa: F811
        found = await find(session, staff, name=member.name[0], union=union.name)

        assert found == []

    async def test_nobody_found_is_on_record_too(self, session, staff):  # noqa: F811
        assert await find(session, staff, number="13800000000") == []

        [entry] = await trail(session)
        assert entry.after == {"by": "phone", "found": 0}

    async def test_of_another_union_is_not_there(self, session, member, union, staff):  # noqa: F811
        outside = Scope("/1/999999/")

        assert await find(session, staff, outside, number=member.phone) == []
        assert await find(session, staff, Scope(union.path), number=member.phone)

    async def test_nobody_leafs_through_the_members(self, session, staff, time):  # noqa: F811
        for number in range(rules(FILE)["most_per_hour"]):
            await find(session, staff, number=f"1380000{number:04}")

        with pytest.raises(Locked):
            await find(session, staff, number="13800009999")
        time.forward(minutes=61)
        await find(session, staff, number="13800009999")


class TestCard:
    async def test_holds_what_is_on_record_and_notes_the_look(
        self,
        session,
        member,
        ticket,
        staff,  # noqa: F811
    ):
        ticket.member_id, ticket.path = member.id, staff.union.path
        await session.flush()

        card = await lookups.card(session, member.id, scope=CITY, by=actor(staff.seat))

        assert card.member is member
        assert list(card.tickets) == [ticket]
        assert card.member.organisation.name
        [entry] = await trail(session)
        assert entry.action is AuditAction.viewed

    async def test_shows_no_ticket_of_another_union(
        self,
        session,
        member,
        union,
        ticket,
        staff,  # noqa: F811
    ):
        ticket.member_id, ticket.path = member.id, "/1/999999/"
        await session.flush()

        card = await lookups.card(
            session, member.id, scope=Scope(union.path), by=actor(staff.seat)
        )

        assert card.tickets == []

    async def test_of_another_union_is_not_there(self, session, member, staff):  # noqa: F811
        with pytest.raises(NotFound):
            await lookups.card(
                session, member.id, scope=Scope("/1/999/"), by=actor(staff.seat)
            )

"""Canned texts: offered for a ticket, filled in, kept by their keepers."""

from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.canned import Wording, canned
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import AuditEntry, AuditSubject, CannedText, CannedUse
from tests.helpdesk.canned.conftest import actor

OWN = Wording(title="我的", text="您好")


def shared(**changes):
    return Wording(**{"title": "大家的", "text": "您好", "is_own": False, **changes})


async def kept(session, wording, officer):
    return await canned.add(session, wording, officer=officer, by=actor(officer))


class TestListFor:
    async def test_puts_the_closest_to_the_matter_first(self, session, ticket, staff):
        found = await canned.list_for(session, ticket, staff.seat)

        kinds = [(text.category, text.skill) for text in found]
        assert kinds[0] == ("report_unpaid_wages", "legal_aid")
        assert kinds[-1] == (None, None)
        assert {category for category, _ in kinds} == {"report_unpaid_wages", None}

    async def test_puts_the_most_used_first_among_equals(self, session, ticket, staff):
        before = await canned.list_for(session, ticket, staff.seat)

        await canned.count_use(session, before[1].id)
        session.expire_all()
        await session.refresh(staff.seat)
        await session.refresh(ticket)
        after = await canned.list_for(session, ticket, staff.seat)

        assert after[0].id == before[1].id
        assert after[0].used == 1

    async def test_gives_those_for_one_step(self, session, ticket, staff):
        found = await canned.list_for(
            session, ticket, staff.seat, use=CannedUse.follow_up
        )

        assert found
        assert {text.use for text in found} == {CannedUse.follow_up}

    async def test_leaves_other_unions_and_other_peoples_own_out(
        self, session, ticket, staff
    ):
        theirs = await kept(session, OWN, staff.district)
        unions = await kept(session, shared(), staff.district)
        ticket.path = staff.other.path

        for_city = {t.id for t in await canned.list_for(session, ticket, staff.city)}
        assert not for_city & {theirs.id, unions.id}
        ticket.path = staff.union.path
        for_city = {t.id for t in await canned.list_for(session, ticket, staff.city)}
        assert unions.id in for_city
        assert theirs.id not in for_city

    async def test_leaves_out_what_was_put_by(self, session, ticket, staff):
        text = await kept(session, OWN, staff.seat)
        await canned.put_by(
            session, text, active=False, officer=staff.seat, by=actor(staff.seat)
        )

        found = await canned.list_for(session, ticket, staff.seat)

        assert text.id not in {each.id for each in found}


class TestFilled:
    async def test_knows_the_ticket_and_the_officer(
        self, session, ticket, member, staff
    ):
        ticket.member_id, ticket.due_on = member.id, date(2026, 8, 5)
        ticket.organisation_id = staff.union.id
        text = "{{称呼}}|{{工单号}}|{{办理期限}}|{{经办人}}|{{工会}}|{{电话}}"

        filled = await canned.filled(session, text, ticket, staff.seat)

        worker, number, due, officer, union, phone = filled.text.split("|")
        assert worker[0] == member.name[0]
        assert worker[1:] in {"先生", "女士"}
        assert number.replace(" ", "") == ticket.number
        assert (due, officer) == ("8月5日", "Seat")
        assert (union, phone) == (staff.union.name, staff.union.phone)
        assert filled.missing == ()

    async def test_shows_no_more_of_a_name_than_its_mask(self, session, ticket, staff):
        ticket.details = {"person_name": "欧阳明"}

        filled = await canned.filled(session, "{{称呼}}", ticket, staff.seat)

        assert filled.text == "欧阳师傅"

    async def test_says_what_is_missing(self, session, ticket, staff):
        ticket.due_on = None
        text = "{{称呼}}，最晚{{办理期限}}"
        filled = await canned.filled(session, text, ticket, staff.seat)

        assert filled.text.startswith("工友，")
        assert filled.missing == ("办理期限",)
        with pytest.raises(InvalidInput):
            canned.check_filled(filled.text)

    async def test_speaks_for_the_city_where_no_union_sees_to_it(
        self, session, ticket, staff
    ):
        filled = await canned.filled(session, "{{工会}}", ticket, staff.seat)

        assert filled.text == "深圳市总工会"


class TestKeeping:
    async def test_a_supervisor_keeps_texts_for_the_own_union(self, session, staff):
        text = await kept(session, shared(), staff.district)

        assert (text.organisation_id, text.path) == (staff.union.id, staff.union.path)
        assert text.officer_id is None
        assert canned.may_change(text, staff.city)
        assert not canned.may_change(text, staff.seat)

    async def test_a_seat_keeps_own_ones_only(self, session, staff):
        text = await kept(session, shared(), staff.seat)

        assert text.officer_id == staff.seat.id
        with pytest.raises(NotFound):
            await canned.by_id(session, text.id, staff.city)

    async def test_nobody_changes_what_others_keep(self, session, staff):
        text = await kept(session, shared(), staff.city)

        for officer in (staff.seat, staff.district):
            with pytest.raises(NotFound):
                await canned.change(
                    session, text, shared(), officer=officer, by=actor(officer)
                )

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": " "},
            {"title": "长" * 41},
            {"text": ""},
            {"text": "长" * 2001},
            {"text": "{{密码}}"},
            {"text": "{{称呼}"},
            {"skill": "sorcery"},
            {"category": "report_dragons"},
        ],
    )
    async def test_refuses_what_is_wrong_in_chinese(self, session, staff, wrong):
        with pytest.raises(InvalidInput, match=r"[\u4e00-\u9fff]"):
            await kept(session, shared(**wrong), staff.city)

    async def test_leaves_a_trace(self, session, staff):
        text = await kept(session, shared(), staff.city)
        await canned.change(
            session, text, shared(text="早"), officer=staff.city, by=actor(staff.city)
        )

        wanted = AuditEntry.subject == AuditSubject.canned_text
        trail = (await session.scalars(select(AuditEntry).where(wanted))).all()
        assert [entry.after["text"] for entry in trail] == ["您好", "早"]


class TestLoad:
    async def test_twice_is_once_and_an_officers_wording_stays(self, session, staff):
        shipped = select(CannedText).where(CannedText.shipped == "received")
        text = (await session.scalars(shipped)).one()
        await canned.change(
            session, text, shared(text="改过"), officer=staff.city, by=actor(staff.city)
        )
        count = len((await session.scalars(select(CannedText))).all())

        await canned.load(session)

        texts = (await session.scalars(select(CannedText))).all()
        assert len(texts) == count
        assert text.text == "改过"

    async def test_brings_back_what_nobody_edited(self, session):
        shipped = select(CannedText).where(CannedText.shipped == "received")
        text = (await session.scalars(shipped)).one()
        text.text, text.active = "旧的", False

        await canned.load(session)

        assert text.active
        assert text.text.startswith("{{称呼}}您好")

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.models import Application, Member, MemberStatus
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets


async def set_standing(stage, status: MemberStatus) -> None:
    async with unit_of_work(stage.sessions) as session:
        found = select(Member).where(Member.phone_lookup == DEMO_MEMBER.phone)
        member = (await session.scalars(found)).one()
        member.status = status


async def confirm(stage) -> None:
    await stage.answer("是的", "affirm")


class TestBegin:
    @pytest.mark.parametrize(
        "text", ["怎么入会", "外卖骑手能不能入工会", "入会要什么材料"]
    )
    async def test_answers_a_question_and_offers(self, stage, text):
        await stage.run("action_begin_joining", text, "join_union")

        assert stage.responses()[-1] == "utter_joining_offered"
        assert stage.slots["offered_form"] == "action_begin_joining"

    @pytest.mark.parametrize("text", ["我要入会", "我想加入工会", "能不能帮我登记入会"])
    async def test_begins_at_once_with_a_wish(self, stage, text):
        events = await stage.run("action_begin_joining", text, "join_union")

        assert stage.said == []
        assert events[-1]["name"] == "join_union_form"
        assert stage.slots["matter"] == text

    async def test_keeps_what_the_question_told(self, stage):
        await stage.run(
            "action_begin_joining",
            "我在龙华上班怎么入会",
            "join_union",
            district="龙华",
        )

        assert stage.slots["area"] == stage.slots["district"] == "龙华"

    async def test_offers_nothing_while_another_form_is_open(self, stage):
        stage.form = "report_wages_form"

        await stage.run("action_begin_joining", "怎么入会", "join_union")

        assert "utter_joining_offered" not in stage.responses()

    async def test_tells_a_member_that_there_is_nothing_to_do(self, stage):
        await stage.verify()

        await stage.run("action_begin_joining", "我要入会", "join_union")

        assert stage.responses() == ["utter_joined_already"]


class TestSubmit:
    async def test_applies_in_a_proved_workers_name(self, stage):
        await stage.verify()
        await set_standing(stage, MemberStatus.left)
        await stage.run("action_begin_joining", "我要入会", "join_union")
        assert stage.slots["contact_name"] == "王*明"
        assert stage.slots["contact_phone"] == "138****8000"
        await stage.open("join_union_form")
        await stage.answer("没有", "deny")
        await stage.answer("龙岗坂田", district="龙岗", place="坂田")
        await confirm(stage)

        await stage.run("action_open_joining")

        assert stage.responses() == [
            "utter_application_told",
            "utter_ticket_opened",
            "utter_union_assigned",
        ]
        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            application = (await session.scalars(select(Application))).one()
            ticket = await tickets.by_number(session, number)
        assert ticket.member_id == application.member_id
        assert ticket.contact_phone == DEMO_MEMBER.phone

    async def test_speaks_the_unions_number_digit_by_digit(self, stage):
        stage.channel = "voice"
        await stage.open("join_union_form", "我要入会", "join_union")
        await stage.answer("王建国", person_name="王建国")
        await stage.answer("没有", "deny")
        await stage.answer("龙岗", district="龙岗")
        await stage.answer("13800138123", phone_number="13800138123")
        await confirm(stage)

        await stage.run("action_open_joining")

        phone = stage.fields("utter_union_assigned")["phone"]
        assert phone.startswith("零七五五")

    async def test_tells_an_applicant_where_the_application_is(self, stage):
        await self.test_applies_in_a_proved_workers_name(stage)
        stage.close()

        await stage.run("action_begin_joining", "我要入会", "join_union")
        assert stage.responses() == ["utter_application_told"]

        await stage.run("action_check_membership", "入会批了没", "check_membership")
        assert stage.responses()[:2] == [
            "utter_membership_applied",
            "utter_application_told",
        ]

import pytest

from helpdesk.models import Priority
from helpdesk.tickets import tickets

PHONE = "13800138123"


async def fill(stage, employment, **named):
    await stage.open(
        "report_wages_form", "老板三个月没发工资", "report_unpaid_wages", duration="P3M"
    )
    await stage.answer("鑫盛达", employer="鑫盛达")
    await stage.answer("两万四", money="24000")
    await stage.answer("宝安", district="宝安")
    await stage.answer(employment, **named)
    if stage.slots["requested_slot"] == "left_on":
        await stage.answer("不记得了")
    await stage.answer(PHONE, phone_number=PHONE)


async def submit(stage):
    await stage.answer("是的", "affirm")
    await stage.run("action_open_wages")


class TestOpenWages:
    async def test_opens_a_ticket_with_every_answer(self, stage):
        await fill(stage, "还在上班")
        await submit(stage)

        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.category == "report_unpaid_wages"
        assert ticket.priority is Priority.normal
        assert ticket.contact_phone == PHONE
        assert ticket.details == {
            "employer": "鑫盛达",
            "unpaid_months": "3",
            "unpaid_amount": "24000",
            "area": "宝安",
            "employment": "在职",
        }

    async def test_says_no_deadline_to_who_is_still_employed(self, stage):
        await fill(stage, "还在上班")
        await submit(stage)

        assert stage.responses() == ["utter_ticket_opened"]

    async def test_tells_who_left_until_when_to_claim(self, stage):
        await fill(stage, "上个月离职了", date="2026-06")
        await submit(stage)

        told = stage.fields("utter_claim_deadline_told")
        assert told["deadline"] == "2027年6月1日"

    async def test_warns_who_left_long_ago(self, stage):
        await fill(stage, "去年就离职了", date="2025-03-02")
        await submit(stage)

        assert stage.responses() == ["utter_ticket_opened", "utter_claim_expired"]

    async def test_says_no_deadline_when_the_day_is_not_remembered(self, stage):
        await fill(stage, "已经离职了")
        await submit(stage)

        assert stage.responses() == ["utter_ticket_opened"]

    async def test_opens_one_ticket_for_one_message(self, stage):
        await fill(stage, "还在上班")
        await stage.answer("是的", "affirm")
        slots = dict(stage.slots)
        await stage.run("action_open_wages")
        first = stage.fields("utter_ticket_opened")["number"]
        stage.slots = slots
        await stage.run("action_open_wages")

        assert stage.fields("utter_ticket_opened")["number"] == first

    async def test_opens_nothing_without_a_yes(self, stage):
        await fill(stage, "还在上班")

        await stage.run("action_open_wages")

        assert stage.said == []
        async with stage.sessions() as session:
            with pytest.raises(Exception, match="no such ticket"):
                await tickets.by_number(session, "260715000014")


class TestFindLawyer:
    async def test_names_the_nearest_on_duty(self, stage):
        await stage.open(
            "find_lawyer_form", "西乡有律师吗", "find_legal_site", place="西乡"
        )

        await stage.run("action_find_lawyer")

        assert stage.responses()[0] == "utter_lawyer_found"
        assert "西乡" in stage.said[1]["site"]
        assert len(stage.said) == 4

    async def test_forgets_the_place_afterwards(self, stage):
        await stage.open(
            "find_lawyer_form", "西乡有律师吗", "find_legal_site", place="西乡"
        )

        await stage.run("action_find_lawyer")

        assert stage.slots["area"] is stage.slots["place"] is None

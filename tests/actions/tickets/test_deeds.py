"""What workers do with tickets: open, add to, urge, withdraw, reopen, rate."""

import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import EventKind, TicketStatus
from helpdesk.tickets import tickets
from tests.actions.tickets.conftest import opened


async def withdraw(stage, number):
    async with unit_of_work(stage.sessions) as session:
        ticket = await tickets.by_number(session, number)
        await tickets.withdraw(session, ticket, "钱给了")


async def timeline(stage, number):
    async with stage.sessions() as session:
        ticket = await tickets.by_number(session, number)
        events = await tickets.timeline(session, ticket)
        return ticket, [(event.kind, event.text) for event in events]


class TestAddTicketInfo:
    async def test_adds_a_message_that_is_the_addition_itself(self, stage, number):
        text = "补充一下，公司全称是鑫盛达塑胶"
        await stage.run(
            "action_add_ticket_info", text, "add_ticket_info", employer="鑫盛达塑胶"
        )

        assert stage.responses() == ["utter_note_added"]
        _, events = await timeline(stage, number)
        assert (EventKind.note, text) in events

    async def test_asks_what_to_add_when_it_is_only_announced(self, stage, number):
        events = await stage.run(
            "action_add_ticket_info", "我要补充材料", "add_ticket_info"
        )

        assert events[-1]["name"] == "add_note_form"
        await stage.open("add_note_form")
        await stage.answer("找到工资条了，三月到五月的", "add_ticket_info")
        await stage.run("action_add_ticket_info")
        _, timeline_ = await timeline(stage, number)
        assert timeline_[-1] == (EventKind.note, "找到工资条了，三月到五月的")
        assert stage.slots["note"] is None

    async def test_asks_before_it_adds_to_a_withdrawn_ticket(self, stage, number):
        await withdraw(stage, number)
        text = "补充一下，公司全称是鑫盛达"

        await stage.run(
            "action_add_ticket_info", text, "add_ticket_info", employer="鑫盛达"
        )

        assert stage.slots["note"] == text
        await stage.open("reopen_ticket_form")
        await stage.answer("是的", "affirm")
        await stage.run("action_reopen_ticket")
        assert stage.responses() == ["utter_ticket_reopened"]
        ticket, events = await timeline(stage, number)
        assert ticket.status is TicketStatus.open
        assert events[-1] == (EventKind.moved, text)


class TestReopenTicket:
    async def test_leaves_it_after_a_no(self, stage, number):
        await withdraw(stage, number)
        await stage.run("action_ask_withdrawal", "撤错了，恢复", "withdraw_ticket")
        await stage.open("reopen_ticket_form")
        await stage.answer("不用了", "deny")
        await stage.run("action_reopen_ticket")

        assert stage.responses() == ["utter_ticket_left"]
        ticket, _ = await timeline(stage, number)
        assert ticket.status is TicketStatus.withdrawn

    async def test_offers_another_when_it_is_too_late(self, stage, number, time):
        await withdraw(stage, number)
        time.forward(days=20)
        await stage.run("action_ask_withdrawal", "撤错了，恢复", "withdraw_ticket")
        await stage.open("reopen_ticket_form")
        await stage.answer("是的", "affirm")
        await stage.run("action_reopen_ticket")

        assert stage.responses() == ["utter_new_ticket_offered"]
        assert stage.slots["offered_form"] == "open_ticket_form"
        assert stage.slots["category"] == "report_overtime"


class TestComplain:
    async def test_may_stay_anonymous(self, stage):
        text = "昨天那个接线员说话特别冲，问两句就把电话挂了"
        await stage.open("complain_service_form", text, "complain_service")
        assert stage.slots["complaint"] == text
        await stage.answer("就是你们十二点多接电话的女的")
        await stage.answer("昨天中午")
        await stage.answer("不用了")
        await stage.answer("是的", "affirm")
        await stage.run("action_open_complaint")

        ticket, _ = await timeline(stage, stage.fields("utter_ticket_opened")["number"])
        assert ticket.category == "complain_service"
        assert ticket.contact_phone is None
        assert ticket.details["happened_on"] == "昨天中午"

    async def test_asks_what_happened_when_it_was_not_said(self, stage):
        await stage.open("complain_service_form", "我要投诉你们", "complain_service")

        assert stage.slots["requested_slot"] == "complaint"


class TestOneMatter:
    async def fill(self, stage, text):
        await stage.open("report_heat_form", text, "report_heat_allowance")
        await stage.answer("鑫盛达", employer="鑫盛达")
        await stage.answer("2个月")
        await stage.answer("宝安", district="宝安")
        await stage.answer("13800138123", phone_number="13800138123")
        await stage.answer("是的", "affirm")
        await stage.run("action_open_heat_report")

    async def test_is_added_to_the_ticket_that_is_open(self, stage):
        await self.fill(stage, "没发高温费")
        first = stage.fields("utter_ticket_opened")["number"]
        await self.fill(stage, "高温费还是不给")

        assert stage.fields("utter_ticket_joined")["number"] == first
        _, events = await timeline(stage, first)
        assert events[-1] == (EventKind.note, "高温费还是不给")


class TestUrgeTicket:
    async def test_is_done_once_a_day(self, stage, number):
        await stage.run("action_urge_ticket", "怎么还没人管", "urge_ticket")
        await stage.run("action_urge_ticket", "快点啊", "urge_ticket")

        assert stage.responses() == ["utter_ticket_urged_today"]

    async def test_urges_the_newest(self, stage, number):
        await stage.run("action_urge_ticket", "怎么还没人管", "urge_ticket")

        assert stage.responses() == ["utter_ticket_urged"]
        ticket, _ = await timeline(stage, number)
        assert ticket.urged == 1

    async def test_refuses_for_a_stranger(self, stranger, number):
        await stranger.run(
            "action_urge_ticket", f"催{number}", "urge_ticket", ticket_number=number
        )

        ticket, _ = await timeline(stranger, number)
        assert ticket.urged == 0


class TestWithdrawTicket:
    async def ask(self, stage):
        await stage.run("action_ask_withdrawal", "钱给了，撤了吧", "withdraw_ticket")
        await stage.open("withdraw_ticket_form")

    async def test_withdraws_after_a_yes(self, stage, number):
        await self.ask(stage)
        await stage.answer("是的", "affirm")
        await stage.run("action_withdraw_ticket")

        ticket, events = await timeline(stage, number)
        assert ticket.status is TicketStatus.withdrawn
        assert events[-1][1] == "钱给了，撤了吧"

    async def test_takes_the_words_on_its_button(self, stage, number):
        await self.ask(stage)
        await stage.answer("确定撤回", "withdraw_ticket")

        assert stage.slots["confirmed"] is True

    async def test_keeps_the_ticket_after_a_no(self, stage, number):
        await self.ask(stage)
        await stage.answer("不用了", "deny")
        await stage.run("action_withdraw_ticket")

        assert stage.responses() == ["utter_ticket_kept"]
        ticket, _ = await timeline(stage, number)
        assert ticket.status is TicketStatus.new


class TestRateService:
    @pytest.mark.parametrize(
        ("text", "score", "response"),
        [
            ("给这次服务打五分", 5, "utter_rating_kept"),
            ("不满意", 2, "utter_low_rating_kept"),
            ("非常不满意", 1, "utter_low_rating_kept"),
        ],
    )
    async def test_reads_the_score(self, stage, number, text, score, response):
        await stage.run("action_rate_service", text, "rate_service")

        assert stage.responses() == [response]
        ticket, _ = await timeline(stage, number)
        assert ticket.rating == score

    async def test_asks_for_a_score_that_was_not_said(self, stage, number):
        events = await stage.run("action_rate_service", "我要评价", "rate_service")

        assert events == [
            {"event": "followup", "timestamp": None, "name": "rate_service_form"}
        ]

    async def test_rates_the_ticket_that_is_named(self, stage, number):
        newer = await opened(stage, "又加班", message_id="newer")
        text = f"评价工单{number}：很满意"
        named = {"ticket_number": number}

        await stage.run("action_rate_service", text, "rate_service", **named)

        ticket, _ = await timeline(stage, number)
        other, _ = await timeline(stage, newer)
        assert (ticket.rating, other.rating) == (5, None)

    async def test_rates_nobody_else_s(self, stage, stranger, number):
        text = f"评价工单{number}：很满意"

        await stranger.run(
            "action_rate_service", text, "rate_service", ticket_number=number
        )

        assert stranger.responses() == ["utter_rating_without_ticket"]
        ticket, _ = await timeline(stage, number)
        assert ticket.rating is None

    async def test_has_nothing_to_rate_without_a_ticket(self, stage):
        await stage.run("action_rate_service", "打五分", "rate_service")

        assert stage.responses() == ["utter_rating_without_ticket"]


class TestOpenTicket:
    async def test_takes_the_category_of_what_was_talked_about(self, stage):
        await stage.run(
            "action_advise",
            "公司不给交社保，我电话13800138123",
            "report_social_insurance",
            phone_number="13800138123",
        )
        await stage.open("open_ticket_form", "是的", "affirm")
        await stage.answer("不想说")
        await stage.answer("不知道")
        await stage.answer("是的", "affirm")

        await stage.run("action_open_ticket")

        number = stage.fields("utter_ticket_opened")["number"]
        ticket, _ = await timeline(stage, number)
        assert ticket.category == "report_social_insurance"
        assert ticket.contact_phone == "13800138123"
        assert "13800138123" not in ticket.subject

    async def test_joins_an_urgent_category_to_its_priority(self, stage):
        await stage.run(
            "action_advise", "四十度还叫我们上楼顶干活", "report_heat_hazard"
        )
        await stage.open("open_ticket_form", "是的", "affirm")
        await stage.answer("不想说")
        await stage.answer("不知道")
        await stage.answer("13800138123", phone_number="13800138123")
        await stage.answer("是的", "affirm")

        await stage.run("action_open_ticket")

        ticket, _ = await timeline(stage, stage.fields("utter_ticket_opened")["number"])
        assert ticket.priority == "high"

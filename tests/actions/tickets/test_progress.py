"""How a ticket stands: found, chosen among several, told to its owner alone."""

from datetime import date

import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import Audience, AuthorKind, TicketStatus
from helpdesk.tickets import tickets
from tests.actions.tickets.conftest import opened


class TestCheckTicket:
    async def test_shows_the_newest_one_without_a_number(self, stage, number):
        await stage.run("action_check_ticket", "我的工单呢", "check_ticket")

        told = stage.fields("utter_ticket_new")
        assert told["number"].replace(" ", "") == number
        assert told["day"] == "7月15日（周三）"

    async def test_asks_for_the_number_where_there_is_none(self, stage):
        await stage.run("action_check_ticket", "我的工单呢", "check_ticket")

        assert stage.responses() == ["utter_ticket_unknown"]
        assert stage.slots["purpose"] == "action_check_ticket"

    async def test_shows_a_stranger_nothing(self, stranger, number):
        await stranger.run(
            "action_check_ticket", f"查{number}", "check_ticket", ticket_number=number
        )

        assert stranger.responses() == ["utter_ticket_locked"]

    async def test_shows_another_member_nothing(self, stranger, number):
        await stranger.verify()
        await stranger.run(
            "action_check_ticket", f"查{number}", "check_ticket", ticket_number=number
        )

        assert stranger.responses() == ["utter_ticket_not_yours"]

    async def test_does_not_know_a_number_that_was_never_given_out(self, stage):
        await stage.run(
            "action_check_ticket",
            "查260722000338",
            "check_ticket",
            ticket_number="260722000338",
        )

        assert stage.responses() == ["utter_ticket_missed"]

    async def test_asks_again_for_a_number_with_a_slip(self, stage, number):
        slip = number[:-1] + str((int(number[-1]) + 1) % 10)
        await stage.run(
            "action_check_ticket", f"查{slip}", "check_ticket", ticket_number=slip
        )

        assert stage.responses() == ["utter_ticket_number_unclear"]

    @pytest.mark.parametrize("status", TicketStatus)
    async def test_has_words_for_every_status(self, stage, number, status):
        async with unit_of_work(stage.sessions) as session:
            ticket = await tickets.by_number(session, number)
            ticket.status = status

        await stage.run("action_check_ticket", "我的工单呢", "check_ticket")

        assert stage.responses() == [f"utter_ticket_{status}"]


class TestChooseTicket:
    @pytest.fixture
    async def second(self, stage, number):
        """The number of another open ticket of the same worker."""
        return await opened(
            stage,
            "老板三个月没发工资",
            message_id="later",
            category="report_unpaid_wages",
            details={"employer": "鑫盛达"},
        )

    async def ask(self, stage, text="我的工单呢"):
        await stage.run("action_check_ticket", text, "check_ticket")

    async def test_lists_several_and_asks_which(self, stage, second):
        await self.ask(stage)

        listed = stage.fields("utter_tickets_listed")
        assert "1. 7月15日（周三）：老板三个月没发工资" in listed["list"]
        assert "2. 7月15日（周三）：加班没有加班费" in listed["list"]
        assert stage.slots["purpose"] == "action_check_ticket"

    @pytest.mark.parametrize(
        ("choice", "subject"),
        [
            ("第二张", "加班没有加班费"),
            ("欠工资那个", "老板三个月没发工资"),
            ("加班的那张", "加班没有加班费"),
            ("鑫盛达的", "老板三个月没发工资"),
            ("最新的", "老板三个月没发工资"),
        ],
    )
    async def test_takes_a_place_or_the_matter(self, stage, second, choice, subject):
        await self.ask(stage)
        await stage.open("choose_ticket_form")
        await stage.answer(choice, "out_of_scope", 0.3)
        await stage.run("action_go_on")

        assert stage.fields("utter_ticket_new")["subject"] == subject
        assert stage.slots["ticket_choice"] is None

    async def test_asks_again_for_what_fits_none(self, stage, second):
        await self.ask(stage)
        await stage.open("choose_ticket_form")
        await stage.answer("那个那个", "out_of_scope", 0.3)
        await stage.run("action_go_on")

        assert stage.responses()[0] == "utter_ticket_choice_unclear"
        assert stage.slots["ticket_choice"] is None

    async def test_does_not_ask_when_the_message_says_which(self, stage, second):
        await self.ask(stage, "我投诉欠工资的事办得咋样了")

        assert stage.fields("utter_ticket_new")["subject"] == "老板三个月没发工资"


class TestTellProgress:
    async def test_tells_the_day_by_which_it_is_answered(self, stage, number):
        await stage.run("action_check_ticket", "我的工单呢", "check_ticket")

        assert stage.fields("utter_ticket_new")["due"] == "8月5日（周三）"

    async def test_tells_what_an_officer_wrote_last_and_no_internal_note(
        self, stage, number
    ):
        async with unit_of_work(stage.sessions) as session:
            ticket = await tickets.by_number(session, number)
            await tickets.add_note(session, ticket, "已联系单位", by=AuthorKind.officer)
            await tickets.add_note(session, ticket, "单位态度硬", by=AuthorKind.officer)
            (await tickets.timeline(session, ticket))[-1].audience = Audience.officers

        await stage.run("action_check_ticket", "我的工单呢", "check_ticket")

        assert stage.fields("utter_ticket_news_told")["text"] == "已联系单位"

    async def test_owns_up_when_it_is_late(self, stage, number):
        async with unit_of_work(stage.sessions) as session:
            ticket = await tickets.by_number(session, number)
            ticket.due_on = date(2026, 7, 14)

        await stage.run("action_check_ticket", "我的工单呢", "check_ticket")

        assert stage.responses() == ["utter_ticket_new", "utter_ticket_overdue"]

from datetime import UTC, datetime

import pytest

from actions.handoff import moment
from helpdesk.conversations import conversations
from helpdesk.models import Floor
from helpdesk.tickets import tickets

PHONE = "13800138123"


async def floor_of(stage):
    async with stage.sessions() as session:
        return (await conversations.by_thread(session, stage.thread)).floor


async def called_back(stage):
    async with stage.sessions() as session:
        number = stage.fields("utter_ticket_opened")["number"]
        return await tickets.by_number(session, number)


async def asks_for_a_person(stage):
    return await stage.run("action_queue_officer", "转人工", "request_human")


class TestQueueOfficer:
    async def test_queues_and_tells_the_place(self, stage):
        events = await asks_for_a_person(stage)

        assert await floor_of(stage) is Floor.queued
        assert stage.responses() == ["utter_officer_queued", "utter_place_is_next"]
        assert events[-1]["name"] == "call_back_form"

    async def test_tells_who_asks_again_the_place_only(self, stage):
        await asks_for_a_person(stage)

        assert await asks_for_a_person(stage) == []
        assert stage.responses() == ["utter_place_is_next"]

    async def test_says_when_somebody_is_there_and_queues_nobody(self, stage, time):
        time.forward(hours=10)

        events = await asks_for_a_person(stage)

        assert stage.fields("utter_officers_away")["until"] == "明天9点"
        assert await floor_of(stage) is Floor.bot
        assert events[-1]["name"] == "call_back_form"


class TestOpenCallBack:
    async def answered(self, stage, text, intent="provide_info", **entities):
        await asks_for_a_person(stage)
        await stage.open("call_back_form")
        await stage.answer(text, intent, **entities)
        await stage.run("action_open_call_back")

    async def test_opens_a_ticket_with_the_phone(self, stage):
        await self.answered(stage, PHONE, phone_number=PHONE)

        ticket = await called_back(stage)
        assert (ticket.category, ticket.contact_phone) == ("request_human", PHONE)

    async def test_lets_who_leaves_no_phone_wait_here(self, stage):
        await self.answered(stage, "不用了", "deny")

        assert stage.responses() == ["utter_waiting_told"]
        assert await floor_of(stage) is Floor.queued

    async def test_opens_one_without_a_phone_when_nobody_is_there(self, stage, time):
        time.forward(hours=10)
        await self.answered(stage, "不用了", "deny")

        assert (await called_back(stage)).contact_phone is None

    async def test_offers_to_go_on_with_the_form_that_was_left(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")
        await self.answered(stage, "不用了", "deny")

        assert stage.responses()[-1] == "utter_resume_offered"


class TestLeftQueue:
    async def test_leaves_at_the_workers_wish(self, stage):
        await asks_for_a_person(stage)

        await stage.run("action_stop", "算了不等了", "stop_flow")

        assert stage.responses() == ["utter_queue_left"]
        assert await floor_of(stage) is Floor.bot

    async def test_ends_the_question_for_a_phone_too(self, stage):
        await asks_for_a_person(stage)
        await stage.open("call_back_form")

        await stage.run("action_stop", "算了不等了", "stop_flow")

        assert stage.form is None
        assert await floor_of(stage) is Floor.bot

    async def test_stopping_a_form_does_not_cost_the_place(self, stage):
        await asks_for_a_person(stage)
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")

        await stage.run("action_stop", "算了", "stop_flow")

        assert stage.responses() == ["utter_form_stopped"]
        assert await floor_of(stage) is Floor.queued

    async def test_says_that_there_is_nothing_to_stop_outside_the_queue(self, stage):
        await stage.run("action_stop", "不等了", "stop_flow")

        assert stage.responses() == ["utter_nothing_to_stop"]


class TestMoment:
    @pytest.mark.parametrize(
        ("at", "written"),
        [
            (datetime(2026, 7, 15, 6, 0, tzinfo=UTC), "今天14点"),
            (datetime(2026, 7, 16, 1, 30, tzinfo=UTC), "明天9点30分"),
            (datetime(2026, 7, 20, 1, 0, tzinfo=UTC), "7月20日（周一）9点"),
        ],
    )
    def test_is_written_as_people_say_it(self, at, written):
        assert moment(at) == written

import pytest

from helpdesk.conversations import conversations, floor
from helpdesk.models import Escalation, Floor, Priority
from helpdesk.risk import risk
from helpdesk.tickets import tickets

PHONE = "13800138123"
URGENT = ("express_crisis", "report_collective_dispute")
LOCKED_IN = "他们把我们锁在宿舍不让走"


async def conversation_of(stage):
    async with stage.sessions() as session:
        return await conversations.by_thread(session, stage.thread)


async def ticket_with(stage, number):
    async with stage.sessions() as session:
        ticket = await tickets.by_number(session, number)
        return ticket, await tickets.timeline(session, ticket)


async def reports(stage):
    async with stage.sessions() as session:
        return await risk.list_open(session)


async def alarm(stage, text, intent):
    """Raise the alarm as the rule does, and return the number that was told."""
    await stage.run("action_tell_help", text, intent)
    await stage.run("action_open_urgent")
    return stage.fields("utter_urgent_ticket_opened")["number"]


class TestTellHelp:
    @pytest.mark.parametrize(
        ("text", "intent", "response"),
        [
            ("我不想活了", "express_crisis", "utter_crisis_help_told"),
            ("工友要跳楼", "express_crisis", "utter_crisis_of_other_told"),
            ("我要捅死那个包工头", "express_crisis", "utter_threat_help_told"),
            (LOCKED_IN, "express_crisis", "utter_violence_help_told"),
            (LOCKED_IN, "report_resignation_issue", "utter_violence_help_told"),
            ("唉，没意思透了", "express_crisis", "utter_crisis_help_told"),
            ("工友刚才晒晕过去了", "report_heatstroke", "utter_heatstroke_help_told"),
            ("我们去堵厂门", "report_collective_dispute", "utter_collective_help_told"),
            (
                "全厂两百人没发钱",
                "report_collective_dispute",
                "utter_collective_help_told",
            ),
        ],
    )
    async def test_says_what_saves_from_this_danger(
        self, stage, text, intent, response
    ):
        await stage.run("action_tell_help", text, intent)

        assert stage.responses() == [response]

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("中暑算工伤吗", "report_heatstroke"),
            ("上个月中暑了，公司不给报", "report_heatstroke"),
            ("罢工犯法吗", "report_collective_dispute"),
        ],
    )
    async def test_advises_who_is_in_no_danger_and_raises_no_alarm(
        self, stage, text, intent
    ):
        await stage.run("action_tell_help", text, intent)
        assert stage.responses()[-1] == "utter_ticket_offered"

        assert await stage.run("action_open_urgent") == []
        assert stage.said == []
        assert (await conversation_of(stage)).floor is Floor.bot


class TestOpenUrgent:
    @pytest.mark.parametrize("intent", URGENT)
    async def test_opens_an_urgent_ticket_and_queues_at_once(self, stage, intent):
        number = await alarm(stage, "出大事了，你们来看看", intent)

        ticket, _ = await ticket_with(stage, number)
        assert ticket.priority is Priority.urgent
        assert ticket.category == intent
        conversation = await conversation_of(stage)
        assert conversation.floor is Floor.queued
        assert conversation.urgent_at is not None

    async def test_reports_the_risk_to_who_has_to_know(self, stage):
        number = await alarm(stage, LOCKED_IN, "express_crisis")

        ticket, _ = await ticket_with(stage, number)
        [report] = await reports(stage)
        assert report.ticket_id == ticket.id
        assert report.escalation is Escalation.squad
        assert ticket.details["danger"] == "violence"
        assert "应急分队" in ticket.details["escalation"]

    async def test_goes_before_who_waited_longer(self, stage, sessions, conversation):
        async with sessions.begin() as session:
            other = await conversations.start(session, channel=conversation.channel)
            await floor.queue(session, other, reason="转人工")

        await alarm(stage, "我不想活了", "express_crisis")

        async with sessions() as session:
            first, *_ = await floor.list_waiting(session)
        assert first.thread == stage.thread

    async def test_adds_more_of_the_same_to_the_same_ticket(self, stage):
        first = await alarm(stage, "我要跳楼", "express_crisis")
        await stage.run("action_open_urgent", "我不想活了", "express_crisis")

        assert stage.fields("utter_urgent_ticket_added")["number"] == first
        _, events = await ticket_with(stage, first)
        assert events[-1].text == "我不想活了"
        assert len(await reports(stage)) == 1

    async def test_keeps_different_emergencies_apart(self, stage):
        first = await alarm(stage, "我要跳楼", "express_crisis")
        second = await alarm(stage, "有人晕倒了，叫不醒", "report_heatstroke")

        assert first != second

    async def test_asks_for_details_after_everything_is_reported(self, stage):
        await stage.run("action_tell_help", "我不想活了", "express_crisis")
        events = await stage.run("action_open_urgent")

        assert events[-1]["name"] == "give_urgent_details_form"

    async def test_says_when_nobody_is_there(self, stage, time):
        time.forward(hours=10)

        await alarm(stage, "我不想活了", "express_crisis")

        assert stage.fields("utter_urgent_officers_away")["until"] == "明天9点"


class TestAddUrgentDetails:
    async def intake(self, stage, *answers):
        await stage.open("give_urgent_details_form")
        for text, intent, entities in answers:
            await stage.answer(text, intent, **entities)
        await stage.run("action_add_urgent_details")

    async def test_adds_place_and_phone_to_the_ticket(self, stage):
        number = await alarm(stage, "有人晕倒了叫不醒", "report_heatstroke")

        await self.intake(
            stage,
            ("会展中心工地", "out_of_scope", {}),
            (PHONE, "provide_info", {"phone_number": PHONE}),
        )

        _, events = await ticket_with(stage, number)
        assert events[-1].text == f"会展中心工地 {PHONE}"

    async def test_tells_who_has_to_know_how_many_they_are(self, stage):
        await alarm(stage, "我们要去堵厂门", "report_collective_dispute")

        await self.intake(
            stage,
            ("龙华大浪", "provide_info", {"district": "龙华"}),
            ("八十多人", "provide_info", {"headcount": "80"}),
            ("不用了", "deny", {}),
        )

        [report] = await reports(stage)
        assert report.headcount == 80

    async def test_asks_for_no_number_of_people_where_one_is_in_danger(self, stage):
        await alarm(stage, "我不想活了", "express_crisis")
        await stage.open("give_urgent_details_form")
        await stage.answer("龙华", district="龙华")

        assert stage.slots["requested_slot"] == "contact_phone"

    async def test_lets_everything_be_withheld(self, stage):
        await alarm(stage, "有人晕倒了叫不醒", "report_heatstroke")

        await self.intake(stage, ("不知道", "deny", {}), ("不用了", "deny", {}))

        assert stage.responses() == ["utter_urgent_details_missed"]

    async def test_keeps_what_was_left_for_when_the_worker_wants(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")
        await alarm(stage, "我不想活了", "express_crisis")

        await self.intake(stage, ("不想说", "deny", {}), ("不想说", "deny", {}))

        assert stage.responses()[-1] == "utter_matter_parked"
        events = await stage.run("action_take_offer", "接着办", "affirm")
        assert events[-1]["name"] == "report_wages_form"

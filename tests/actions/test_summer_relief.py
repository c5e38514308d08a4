from types import SimpleNamespace

import pytest

from actions.summer_relief import _span
from actions.turn import Entity
from helpdesk.relief import relief_requests
from helpdesk.tickets import tickets

PHONE = "13800138123"


class TestTellAllowance:
    @pytest.mark.parametrize(
        ("text", "monthly"),
        [
            ("高温补贴一个月多少", "300"),
            ("2018年高温津贴多少", "150"),
            ("2022 年呢", "300"),
        ],
    )
    async def test_tells_the_rate_of_the_year_asked_about(self, stage, text, monthly):
        await stage.run("action_tell_heat_allowance", text, "ask_heat_allowance")

        told = stage.fields("utter_heat_allowance_told")
        assert told["monthly"] == monthly
        assert told["source"]

    async def test_owns_up_to_years_without_a_known_rate(self, stage):
        await stage.run(
            "action_tell_heat_allowance", "2005年高温费多少", "ask_heat_allowance"
        )

        assert stage.responses() == ["utter_record_missed"]

    async def test_offers_to_report_a_missing_one(self, stage):
        await stage.run("action_tell_heat_allowance", "多少钱", "ask_heat_allowance")

        assert stage.slots["offered_form"] == "report_heat_form"

    async def test_offers_nothing_inside_another_form(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")

        await stage.run("action_tell_heat_allowance", "多少钱", "ask_heat_allowance")

        assert stage.responses() == ["utter_heat_allowance_told"]


class TestOpenHeat:
    async def fill(self, stage, months):
        await stage.open("report_heat_form", "没发高温费", "report_heat_allowance")
        await stage.answer("鑫盛达", employer="鑫盛达")
        await stage.answer(months)
        await stage.answer("宝安", district="宝安")
        await stage.answer(PHONE, phone_number=PHONE)
        await stage.answer("是的", "affirm")
        await stage.run("action_open_heat_report")

    async def test_reckons_what_is_due(self, stage):
        await self.fill(stage, "2个月")

        assert stage.fields("utter_heat_due_told")["due"] == "600"

    @pytest.mark.parametrize("months", ["不知道", "半个月"])
    async def test_reckons_nothing_from_vague_months(self, stage, months):
        await self.fill(stage, months)

        assert stage.responses() == ["utter_ticket_opened"]

    async def test_keeps_the_ticket_when_there_are_too_many_months(self, stage):
        await self.fill(stage, "8个月")

        assert stage.responses() == ["utter_ticket_opened"]
        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.details["heat_months"] == "8"


class TestOpenCooling:
    async def test_opens_a_ticket_for_the_union_on_the_spot(self, stage):
        await stage.open(
            "request_cooling_form",
            "想申请送清凉，三十个人",
            "request_cooling_relief",
            headcount="30",
        )
        await stage.answer("沙井万科工地", place="沙井")
        await stage.answer("不想说")
        await stage.answer("下周三", "out_of_scope", 0.3)
        await stage.answer("李工", "out_of_scope")
        await stage.answer(PHONE, phone_number=PHONE)
        await stage.answer("对的", "affirm")

        await stage.run("action_open_cooling_request")

        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.category == "request_cooling_relief"
        assert ticket.details["headcount"] == "30"
        assert ticket.details["contact_name"] == "李工"
        assert ticket.details["wanted_on"] == "下周三"
        async with stage.sessions() as session:
            wish = await relief_requests.of_ticket(session, ticket)
        assert (wish.place, wish.headcount, wish.street) == ("沙井万科工地", 30, "沙井")

    async def test_takes_no_more_people_than_a_workplace_has(self, stage):
        await stage.open("request_cooling_form", "送清凉", "request_cooling_relief")
        await stage.answer("沙井工地", place="沙井")

        await stage.answer("0个人", headcount="0")

        assert stage.responses() == ["utter_headcount_unclear"]


class TestHazard:
    @pytest.mark.parametrize(
        ("text", "degrees", "rule"),
        [
            ("40度还叫我们在楼顶干活", "40", "停止室外露天作业"),
            ("37度在工地没歇过", "37", "不超过 6 小时"),
            ("35度我怀着孕还在工地扫地", "35", "怀孕女职工"),
        ],
    )
    async def test_tells_the_rule_at_once(self, stage, text, degrees, rule):
        await stage.run(
            "action_advise_hazard", text, "report_heat_hazard", temperature=degrees
        )

        told = stage.fields("utter_work_stop_told")
        assert rule in told["rule"]
        assert "防暑降温" in told["source"] or "高温" in told["source"]

    async def test_tells_the_allowance_indoors(self, stage):
        await stage.run(
            "action_advise_hazard",
            "车间38度连个风扇都没有",
            "report_heat_hazard",
            temperature="38",
        )

        assert "高温津贴" in stage.fields("utter_work_stop_told")["rule"]

    async def test_opens_a_ticket_that_is_seen_to_first(self, stage):
        await stage.run(
            "action_advise_hazard", "楼顶热得不行还叫我们干", "report_heat_hazard"
        )
        await stage.open("report_hazard_form")
        assert stage.slots["workplace"] == "室外"
        await stage.answer("三百度", "out_of_scope", 0.3)
        assert stage.responses() == ["utter_heat_degrees_unclear"]
        await stage.answer("38度", temperature="38")
        if stage.slots["requested_slot"] == "still_working":
            await stage.answer("还在干", "report_heat_hazard", 0.3)
        await stage.answer("不想说")
        await stage.answer("坪山", district="坪山")
        await stage.answer("不用了")
        await stage.answer("是的", "affirm")
        await stage.run("action_open_hazard")

        assert stage.responses() == [
            "utter_ticket_opened",
            "utter_hazard_safety_told",
            "utter_work_stop_told",
        ]
        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.priority == "high"
        assert ticket.details["heat_degrees"] == "38"


class TestTellOwed:
    async def test_reckons_a_time_from_month_to_month(self, stage):
        stage.hear("7月到9月高温津贴多少", "ask_heat_allowance")
        parsed = stage.history[-1]["parse_data"]
        parsed["entities"] = [
            {"entity": "date", "value": value, "start": 0, "end": 2}
            for value in ("2026-07", "2026-09")
        ]

        await stage.run("action_tell_heat_allowance")

        assert stage.fields("utter_heat_owed_told")["amount"] == "900"

    async def test_reckons_so_many_months(self, stage):
        await stage.run(
            "action_tell_heat_allowance",
            "三个月没发能补多少",
            "ask_heat_allowance",
            duration="P3M",
        )

        assert stage.fields("utter_heat_due_told")["due"] == "900"

    @pytest.mark.parametrize(("heat", "says"), [("34", "应当"), ("30", "没有要求")])
    async def test_looks_at_the_thermometer_indoors(self, stage, heat, says):
        await stage.run(
            "action_tell_heat_allowance",
            f"车间{heat}度有没有高温津贴",
            "ask_heat_allowance",
            temperature=heat,
        )

        assert says in stage.fields("utter_heat_indoors_told")["why"]


class TestFindStation:
    async def test_names_the_nearest(self, stage):
        await stage.open(
            "find_station_form", "坂田有驿站吗", "find_rest_station", place="坂田"
        )

        await stage.run("action_find_station")

        assert stage.responses()[:2] == ["utter_station_found", "utter_station_told"]
        assert stage.said[1]["hours"]


@pytest.mark.parametrize(
    ("first", "last", "text", "until"),
    [
        ("2025-07", "2026-09", "9月", "2025-09-30"),
        ("2025-11", "2026-03", "3月", "2026-03-31"),
        ("2025-07", "2026-09", "今年9月", "2026-09-30"),
        ("2024-02-29", "2026-02-28", "2月28日", "2025-02-28"),
    ],
)
def test_a_month_without_a_year_comes_next(first, last, text, until):
    named = (Entity("date", "去年", first), Entity("date", text, last))

    _, end = _span(SimpleNamespace(entities=named))

    assert end.isoformat() == until

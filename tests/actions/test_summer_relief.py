import pytest

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


class TestFindStation:
    async def test_names_the_nearest(self, stage):
        await stage.open(
            "find_station_form", "坂田有驿站吗", "find_rest_station", place="坂田"
        )

        await stage.run("action_find_station")

        assert stage.responses()[:2] == ["utter_station_found", "utter_station_told"]
        assert stage.said[1]["hours"]

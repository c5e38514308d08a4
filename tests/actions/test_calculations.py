import pytest
import yaml

from actions.calculations import FORM, WORDS
from actions.disputes import DISPUTES
from actions.reckonings import CALCULATIONS
from helpdesk.calculators import Ground

ADVISE = "action_advise_dispute"
LISTS = yaml.safe_load(WORDS.read_text("utf-8"))


class TestLists:
    def test_name_calculations_that_there_are(self):
        named = {*LISTS["about"], *LISTS["by_intent"].values(), *LISTS["leads"]}

        assert named == set(CALCULATIONS)

    def test_name_grounds_of_the_law(self):
        assert set(LISTS["grounds"]) <= set(Ground)

    def test_whatever_is_needed_is_asked_for(self):
        needed = {slot for each in CALCULATIONS.values() for slot in each.needs}

        assert needed == set(FORM.slots)


class TestAdvise:
    async def test_reckons_at_once_what_was_told_whole(self, stage):
        await stage.run(
            ADVISE,
            "我干了五年工资六千被辞退能赔多少",
            "report_dismissal",
            duration="P5Y",
            money="6000",
        )

        told = stage.fields("utter_severance_reckoned")
        assert told["lawful"] == "30000"
        assert told["at_once"] == "36000"
        assert told["unlawful"] == "60000"
        assert "劳动合同法第87条" in stage.fields("utter_reckoning_explained")["law"]
        assert stage.responses()[-1] == "utter_case_offered"
        assert stage.slots["offered_form"] == "report_dismissal_form"

    async def test_asks_for_what_is_missing_only(self, stage):
        events = await stage.run(
            ADVISE, "被辞退能赔多少，干了五年", "report_dismissal", duration="P5Y"
        )

        assert events[-1]["name"] == "calculate_form"
        assert stage.said == []
        await stage.open("calculate_form")
        assert stage.slots["requested_slot"] == "monthly_wage"
        await stage.answer("六千")
        assert stage.slots["requested_slot"] is None

    async def test_keeps_the_figures_for_the_case(self, stage):
        await stage.run(
            ADVISE, "能赔多少，干了五年", "report_dismissal", duration="P5Y"
        )
        await stage.open("calculate_form")
        await stage.answer("六千")
        stage.form = None
        await stage.run("action_reckon")

        assert stage.slots["tenure"] == "5年"
        assert stage.slots["monthly_wage"] == "6000"
        assert stage.slots["calculation"] is None
        assert stage.slots["matter"] == "能赔多少，干了五年"

    async def test_without_a_sum_asked_for_tells_the_rights_first(self, stage):
        await stage.run(ADVISE, "干了五年让我走人", "report_dismissal", duration="P5Y")

        assert stage.responses()[-1] == "utter_dismissal_case_offered"
        assert not any("reckoned" in each for each in stage.responses())

    async def test_how_much_without_any_figure_is_answered_with_the_rights(self, stage):
        await stage.run(ADVISE, "这种情况能赔多少", "report_overtime")

        assert stage.responses()[-1] == "utter_overtime_case_offered"

    async def test_asks_nothing_inside_another_form(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")
        events = await stage.run(ADVISE, "辞退能赔多少", "report_dismissal")

        assert not any(event.get("name") == "calculate_form" for event in events)
        assert "utter_case_offered" not in stage.responses()

    async def test_answers_inside_another_form_and_leaves_its_matter_alone(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")
        await stage.run(
            ADVISE,
            "十级伤残工资六千赔多少",
            "report_work_injury",
            money="6000",
        )

        assert stage.fields("utter_disability_reckoned")
        assert "utter_case_offered" not in stage.responses()
        assert stage.slots["matter"] == "欠薪"

    async def test_a_new_sum_forgets_the_figures_of_the_last(self, stage):
        await stage.run(
            ADVISE,
            "干了五年工资六千能赔多少",
            "report_dismissal",
            duration="P5Y",
            money="6000",
        )
        await stage.run(
            ADVISE,
            "没签合同八个月双倍工资多少钱",
            "report_contract_issue",
            duration="P8M",
        )

        assert stage.fields("utter_double_wage_reckoned")["amount"] == "42000"

    async def test_refuses_an_impossible_wage_in_words(self, stage):
        await stage.run(
            ADVISE,
            "十级伤残工资九千万赔多少",
            "report_work_injury",
            money="90000000",
        )

        assert "工资要大于" in stage.fields("utter_reckoning_refused")["why"]
        assert stage.slots["monthly_wage"] is None


class TestReckonings:
    @pytest.mark.parametrize(
        ("text", "intent", "heard", "response", "field", "value"),
        [
            (
                "自己辞职干了三年工资五千能拿多少补偿",
                "report_dismissal",
                {"duration": "P3Y", "money": "5000"},
                "utter_severance_not_due",
                "amount",
                "0",
            ),
            (
                "被迫辞职干了两年工资八千补偿多少钱",
                "report_resignation_issue",
                {"duration": "P2Y", "money": "8000"},
                "utter_severance_due",
                "amount",
                "16000",
            ),
            (
                "没签合同两年双倍工资多少钱一月六千",
                "report_contract_issue",
                {"duration": "P2Y", "money": "6000"},
                "utter_double_wage_reckoned",
                "amount",
                "66000",
            ),
            (
                "半个月没签合同双倍工资怎么算五千",
                "report_contract_issue",
                {"duration": "P15D", "money": "5000"},
                "utter_double_wage_not_due",
                "tenure",
                "0.5个月",
            ),
            (
                "周末加班多少钱底薪4350",
                "report_overtime",
                {"money": "4350"},
                "utter_overtime_reckoned",
                "amount",
                "400",
            ),
            (
                "晚上加班两个小时多少钱底薪4350",
                "report_overtime",
                {"money": "4350", "duration": "PT2H"},
                "utter_overtime_reckoned",
                "amount",
                "75",
            ),
            (
                "国庆加班三天多少钱底薪4350",
                "ask_wage_standard",
                {"money": "4350", "duration": "P3D"},
                "utter_overtime_reckoned",
                "amount",
                "1800",
            ),
            (
                "上班十二年年假几天",
                "report_overtime",
                {"duration": "P12Y"},
                "utter_leave_reckoned",
                "days",
                "10",
            ),
            (
                "上班八个月年假几天",
                "report_overtime",
                {"duration": "P8M"},
                "utter_leave_not_due",
                "days",
                "0",
            ),
            (
                "年假没休五天能折多少钱工资4350",
                "report_overtime",
                {"duration": "P5D", "money": "4350"},
                "utter_leave_pay_reckoned",
                "extra",
                "2000",
            ),
            (
                "九级伤残工资七千赔多少",
                "report_work_injury",
                {"money": "7000"},
                "utter_disability_reckoned",
                "amount",
                "63000",
            ),
            (
                "转正八千试用期最低多少",
                "ask_wage_standard",
                {"money": "8000"},
                "utter_probation_reckoned",
                "floor",
                "6400",
            ),
            (
                "今年3月离职的工资仲裁时效到哪天",
                "ask_arbitration",
                {"date": "2026-03"},
                "utter_wage_limit_reckoned",
                "deadline",
                "2027年3月1日",
            ),
            (
                "上个月10号被辞退仲裁到哪天",
                "report_dismissal",
                {"date": "2026-06-10"},
                "utter_limit_reckoned",
                "deadline",
                "2027年6月10日",
            ),
            (
                "前年五月离职仲裁还来得及吗",
                "ask_arbitration",
                {"date": "2024-05"},
                "utter_limit_passed",
                "inspection",
                "2026年5月1日",
            ),
            (
                "6月1号受的伤工伤认定还来得及吗",
                "report_work_injury",
                {"date": "2026-06-01"},
                "utter_injury_deadline_told",
                "deadline",
                "2027年6月1日",
            ),
        ],
    )
    async def test_reckons(self, stage, text, intent, heard, response, field, value):
        await stage.run(ADVISE, text, intent, **heard)

        assert stage.fields(response)[field] == value

    async def test_names_what_it_does_not_know(self, stage):
        await stage.run(
            ADVISE, "十级伤残工资六千赔多少", "report_work_injury", money="6000"
        )

        explained = stage.fields("utter_reckoning_explained")
        assert "未核实" in explained["cautions"]
        assert "工伤保险条例第37条" in explained["law"]

    async def test_every_dispute_can_follow_its_sum(self, stage):
        leading = {intent for each in LISTS["leads"].values() for intent in each}

        assert leading - {"ask_arbitration", "ask_wage_standard"} <= set(DISPUTES)


class TestAskedFor:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("辞退要提前几天通知", "report_dismissal"),
            ("提前走要赔违约金，要赔多少钱", "report_contract_issue"),
            ("工伤鉴定要多少钱", "report_work_injury"),
            ("试用期六个月合法吗", "report_contract_issue"),
            ("加班费一直没给", "report_overtime"),
            ("仲裁时效到哪天", "ask_arbitration"),
            ("最低工资多少钱", "ask_wage_standard"),
        ],
    )
    async def test_questions_of_another_kind_are_answered_with_words(
        self, stage, text, intent
    ):
        events = await stage.run(ADVISE, text, intent)

        assert not any(event.get("name") == "calculate_form" for event in events)
        assert stage.said

import pytest

from actions.forms import COMMANDS

WAGES = "report_wages_form"
PHONE = "13800138123"


def requested(stage):
    return stage.slots["requested_slot"]


@pytest.fixture
async def wages(stage):
    """A report of unpaid wages that waits for the employer."""
    await stage.open(WAGES, "老板三个月没发工资", "report_unpaid_wages", duration="P3M")
    return stage


@pytest.fixture
async def summary(wages):
    """The same report, waiting for a yes to its summary."""
    await wages.answer("鑫盛达塑胶厂", employer="鑫盛达塑胶厂")
    await wages.answer("不知道")
    await wages.answer("宝安", district="宝安")
    await wages.answer("还在上班")
    await wages.answer(PHONE, phone_number=PHONE)
    return wages


class TestBegin:
    async def test_takes_what_the_first_message_tells(self, wages):
        assert wages.slots["unpaid_months"] == "3"
        assert wages.slots["matter"] == "老板三个月没发工资"
        assert requested(wages) == "employer"

    async def test_ends_at_once_when_nothing_is_left_to_ask(self, stage):
        await stage.open(
            "find_lawyer_form", "宝安有律师吗", "find_legal_site", district="宝安"
        )

        assert requested(stage) is None

    async def test_remembers_the_form_it_interrupts(self, wages):
        await wages.open("call_back_form", "转人工", "request_human")

        assert wages.slots["paused_form"] == WAGES

    async def test_reads_no_answer_out_of_the_yes_that_resumed_it(self, stage):
        await stage.open(WAGES, "是的", "affirm")

        assert requested(stage) == "employer"
        assert stage.slots.get("matter") is None


class TestFill:
    async def test_takes_several_answers_from_one_message(self, wages):
        await wages.answer(
            "宝安的鑫盛达，欠两万四", employer="鑫盛达", district="宝安", money="24000"
        )

        assert requested(wages) == "employment"
        assert wages.slots["unpaid_amount"] == "24000"

    async def test_takes_answers_in_any_order(self, wages):
        await wages.answer(PHONE, phone_number=PHONE)

        assert wages.slots["contact_phone"] == PHONE
        assert wages.slots.get("employer") is None, "a number is no employer"
        assert requested(wages) == "employer"

    async def test_takes_bare_words_for_what_was_asked(self, wages):
        await wages.answer("鑫盛达", intent="out_of_scope")

        assert wages.slots["employer"] == "鑫盛达"

    async def test_writes_down_that_an_optional_answer_was_not_given(self, wages):
        await wages.answer("鑫盛达")
        await wages.answer("算不清")

        assert wages.slots["unpaid_amount"] == "没有填"
        assert requested(wages) == "area"

    async def test_asks_for_the_last_day_only_of_those_who_left(self, summary):
        assert summary.slots.get("left_on") is None
        assert requested(summary) == "confirmed"

    async def test_takes_the_last_day_with_the_news_of_leaving(self, wages):
        await wages.answer("上个月就离职了", date="2026-06")

        assert wages.slots["employment"] == "已离职"
        assert wages.slots["left_on"] == "2026-06"


class TestLeave:
    async def test_hands_a_question_to_its_own_rule(self, wages):
        events = await wages.answer("圆梦计划是什么", "ask_dream_plan", 0.9)

        assert events == []

    async def test_does_not_take_a_place_out_of_a_question(self, wages):
        events = await wages.answer(
            "龙岗区哪里有律师坐班啊", "find_legal_site", 0.9, district="龙岗"
        )

        assert events == []

    async def test_keeps_an_answer_that_looks_like_another_matter(self, wages):
        await wages.answer("宝安加油站", "report_overtime", 0.9)

        assert wages.slots["employer"] == "宝安加油站"

    async def test_keeps_what_the_model_is_unsure_about(self, wages):
        await wages.answer("圆梦教育", "ask_dream_plan", 0.4)

        assert wages.slots["employer"] == "圆梦教育"

    async def test_keeps_bare_figures(self, stage):
        await stage.open("give_ticket_number_form", "查工单", "check_ticket")

        await stage.answer("123", "ask_hotline_info", 0.9)

        assert stage.responses() == ["utter_ticket_number_unclear"]

    @pytest.mark.parametrize("intent", COMMANDS)
    async def test_follows_a_command_from_every_field(self, wages, intent):
        assert await wages.answer("随便什么话", intent, 0.9) == []

    async def test_only_a_command_leaves_a_story(self, stage):
        await stage.open("open_ticket_form", "是的", "affirm")

        await stage.answer("公司不给交社保怎么办？", "report_social_insurance", 0.95)

        assert stage.slots["matter"] == "公司不给交社保怎么办？"

    async def test_reads_nothing_twice_on_coming_back(self, wages):
        wages.hear("圆梦计划是什么", "ask_dream_plan", 0.9)
        await wages.run(f"validate_{WAGES}")
        await wages.run("action_answer_question")

        await wages.run(f"validate_{WAGES}")

        assert requested(wages) == "employer"
        assert wages.slots.get("employer") is None
        assert wages.slots["failures"] == 0


class TestFail:
    async def test_explains_from_the_second_time_and_offers_a_person_from_the_third(
        self, stage
    ):
        await stage.open("verify_identity_form", "查会员", "check_membership")
        said = []
        for _ in range(3):
            await stage.answer("1234")
            said.append(stage.responses())

        assert said == [
            ["utter_phone_unclear"],
            ["utter_phone_unclear", "utter_phone_explained"],
            ["utter_phone_unclear", "utter_person_offered"],
        ]
        assert requested(stage) == "phone"

    async def test_forgets_failures_after_an_answer(self, wages):
        await wages.answer("好的", "affirm")
        await wages.answer("鑫盛达")

        assert wages.slots["failures"] == 0

    @pytest.mark.parametrize("text", ["😀", "……", "\u200b"])
    async def test_takes_no_signs_for_an_answer(self, wages, text):
        await wages.answer(text, "out_of_scope")

        assert wages.responses() == ["utter_employer_unclear"]


class TestConfirm:
    async def test_a_yes_completes_the_form(self, summary):
        await summary.answer("是的", "affirm")

        assert summary.slots["confirmed"] is True
        assert requested(summary) is None

    async def test_a_correction_names_its_field_by_itself(self, summary):
        await summary.answer("不对，是龙岗", "deny", district="龙岗")

        assert summary.slots["area"] == "龙岗"
        assert requested(summary) == "confirmed"

    async def test_a_correction_beats_a_yes(self, summary):
        await summary.answer(
            "对，电话是13800138124", "affirm", phone_number="13800138124"
        )

        assert summary.slots["contact_phone"] == "13800138124"
        assert summary.slots.get("confirmed") is None

    async def test_a_field_called_wrong_is_asked_again(self, summary):
        await summary.answer("金额错了", "deny")

        assert requested(summary) == "unpaid_amount"

    async def test_a_bare_no_asks_what_is_wrong(self, summary):
        await summary.answer("不对", "deny")

        assert summary.responses() == ["utter_correction_asked"]
        assert requested(summary) == "confirmed"

    async def test_anything_else_asks_for_a_yes(self, summary):
        await summary.answer("哈哈哈", "out_of_scope")

        assert summary.responses() == ["utter_consent_asked"]
        assert summary.slots.get("confirmed") is None

    async def test_a_name_that_is_known_already_is_no_correction(self, summary):
        await summary.answer("对，宝安的", "affirm", district="宝安")

        assert summary.slots["confirmed"] is True


class TestAsPeopleSpeak:
    @pytest.mark.parametrize(
        "text", ["具体多少我也记不清楚了", "这个不方便讲，不用了", "欠多少算不清咯"]
    )
    async def test_leaves_an_answer_out_in_a_sentence(self, wages, text):
        await wages.answer("鑫盛达塑胶厂", employer="鑫盛达塑胶厂")
        await wages.answer(text, "deny")

        assert wages.slots["unpaid_amount"] == "没有填"

    async def test_takes_a_sigh_about_the_heat_for_no_emergency(self, wages):
        await wages.answer("鑫盛达塑胶厂", employer="鑫盛达塑胶厂")
        await wages.answer("热死人了", "report_heatstroke", 0.96)

        assert wages.responses() == ["utter_unpaid_amount_unclear"]

    async def test_stops_where_the_words_say_so_whatever_is_asked(self, summary):
        events = await summary.answer("不登了", "stop_flow", 1.0)

        assert events == []

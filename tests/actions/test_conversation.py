import pytest

PHONE = "13800138123"


class TestTakeOffer:
    async def test_starts_the_form_that_was_offered(self, stage):
        await stage.run("action_advise", "加班没钱", "report_overtime")
        events = await stage.run("action_take_offer", "是的", "affirm")

        assert events[-1]["name"] == "open_ticket_form"
        assert stage.slots["offered_form"] is None

    async def test_knows_no_offer_in_a_later_yes(self, stage):
        await stage.run("action_advise", "加班没钱", "report_overtime")
        await stage.run("action_answer_question", "圆梦计划是什么", "ask_dream_plan")
        await stage.run("action_take_offer", "好的", "affirm")

        assert stage.responses() == ["utter_yes_heard"]


class TestUnlessTaken:
    @pytest.mark.parametrize(
        ("action", "intent"),
        [
            ("action_tell_scope", "out_of_scope"),
            ("action_hear_information", "provide_info"),
            ("action_stop", "stop_flow"),
            ("action_advise", "apply_legal_aid"),
        ],
    )
    async def test_takes_a_yes_that_the_model_missed(self, stage, action, intent):
        await stage.run("action_advise", "加班没钱", "report_overtime")
        events = await stage.run(action, "帮我登记吧", intent)

        assert events[-1]["name"] == "open_ticket_form"

    async def test_asks_what_for_when_nothing_was_offered(self, stage):
        await stage.run("action_tell_scope", "帮我登记", "out_of_scope")

        assert stage.responses() == ["utter_yes_heard"]


class TestDeclineOffer:
    async def test_forgets_what_was_offered(self, stage):
        await stage.run("action_advise", "加班没钱", "report_overtime")
        await stage.run("action_decline_offer", "不用了", "deny")

        assert stage.responses() == ["utter_offer_declined"]
        assert stage.slots["matter"] is stage.slots["category"] is None

    async def test_answers_a_no_to_nothing(self, stage):
        await stage.run("action_decline_offer", "不是", "deny")

        assert stage.responses() == ["utter_no_heard"]


class TestStop:
    async def test_keeps_nothing_personal_and_offers_to_resume(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")
        await stage.answer(PHONE, phone_number=PHONE)
        await stage.answer("鑫盛达", employer="鑫盛达")

        await stage.run("action_stop", "算了", "stop_flow")

        assert stage.form is None
        assert stage.slots["contact_phone"] is None
        events = await stage.run("action_take_offer", "是的", "affirm")
        assert events[-1]["name"] == "report_wages_form"
        await stage.open("report_wages_form")
        assert stage.slots["employer"] == "鑫盛达"
        assert stage.slots["requested_slot"] == "unpaid_months"

    async def test_has_nothing_to_stop_outside_a_form(self, stage):
        await stage.run("action_stop", "算了", "stop_flow")

        assert stage.responses() == ["utter_nothing_to_stop"]


class TestSayGoodbye:
    async def test_closes_an_open_form(self, stage):
        await stage.open("verify_identity_form", "查会员", "check_membership")
        await stage.answer(PHONE, phone_number=PHONE)

        await stage.run("action_say_goodbye", "拜拜", "say_goodbye")

        assert stage.form is None
        assert stage.slots["phone"] is None


class TestRepeat:
    async def test_says_the_last_answer_again_with_its_buttons(self, stage):
        stage.hear("你好", "greet")
        buttons = [{"title": "转人工", "payload": "转人工"}]
        stage.history.append(
            {"event": "bot", "text": "您好。", "data": {"buttons": buttons}}
        )

        await stage.run("action_repeat", "没听清", "repeat_answer")

        assert [(m["text"], m["buttons"]) for m in stage.said] == [("您好。", buttons)]

    async def test_has_nothing_to_repeat_at_the_beginning(self, stage):
        await stage.run("action_repeat", "再说一遍", "repeat_answer")

        assert stage.responses() == ["utter_nothing_to_repeat"]


class TestHearInformation:
    async def test_takes_a_lone_ticket_number_for_a_question(self, stage):
        await stage.run(
            "action_hear_information", "260722000338", ticket_number="260722000338"
        )

        assert stage.responses() == ["utter_ticket_missed"]

    async def test_asks_what_other_facts_are_for(self, stage):
        await stage.run("action_hear_information", "我叫王建国", person_name="王建国")

        assert stage.responses() == ["utter_information_heard"]

    async def test_offers_to_take_on_a_story_that_looks_like_facts(self, stage):
        stage.runner_up = "report_unpaid_wages"
        story = "我在宝安的鑫盛达，老板拖了三个月不给钱，找他也不理，一共两万七"
        await stage.run(
            "action_hear_information", story, employer="鑫盛达", district="宝安"
        )

        assert stage.responses() == ["utter_unknown_ticket_offered"]
        assert stage.slots["category"] == "report_unpaid_wages"
        assert stage.slots["matter"] == story
        events = await stage.run("action_take_offer", "是的", "affirm")
        assert events[-1]["name"] == "open_ticket_form"

    async def test_sees_no_matter_in_a_list_of_facts(self, stage):
        stage.runner_up = "report_unpaid_wages"
        facts = {"person_name": "王建国", "phone_number": "13800138123"}
        text = "我叫王建国，我的电话13800138123，谢谢"
        await stage.run("action_hear_information", text, **facts)

        assert stage.responses() == ["utter_information_heard"]


class TestTellNearby:
    async def test_names_one_lawyer_and_one_station(self, stage):
        stage.whereabouts = True
        await stage.run("action_hear_information", "南山区南头街道科技园")

        assert stage.responses() == [
            "utter_lawyer_found",
            "utter_lawyer_told",
            "utter_station_found",
            "utter_station_told",
            "utter_more_nearby_offered",
        ]
        assert "南头街道" in stage.fields("utter_lawyer_told")["address"]
        assert "南头街道" in stage.fields("utter_station_told")["address"]

    async def test_names_the_district_alone(self, stage):
        stage.whereabouts = True
        await stage.run("action_hear_information", "龙岗区")

        assert "龙岗" in stage.fields("utter_lawyer_told")["address"]

    async def test_says_so_where_the_place_is_not_in_shenzhen(self, stage):
        stage.whereabouts = True
        await stage.run("action_hear_information", "东莞市长安镇（不在深圳）")

        assert stage.responses() == ["utter_place_is_outside"]

    async def test_leaves_the_same_words_alone_when_they_were_typed(self, stage):
        await stage.run("action_hear_information", "龙岗区", district="龙岗")

        assert stage.responses() == ["utter_information_heard"]


class TestGoOn:
    async def test_does_nothing_without_a_purpose(self, stage):
        assert await stage.run("action_go_on", "好", "affirm") == []
        assert stage.said == []

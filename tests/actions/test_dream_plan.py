from actions.dream_plan import CHECKING


class TestBegin:
    async def test_tells_the_two_plans_apart(self, stage):
        await stage.run("action_begin_eligibility", "能报吗", "check_dream_eligibility")

        assert stage.responses() == ["utter_dream_plans_told_apart"]
        assert stage.slots["member_known"] is False

    async def test_asks_a_known_member_less(self, stage):
        await stage.verify()
        await stage.run("action_begin_eligibility", "能报吗", "check_dream_eligibility")
        await stage.open(CHECKING.name, "高中能报吗", education_level="高中")

        assert stage.slots["requested_slot"] is None


class TestCheck:
    async def test_finds_a_worker_with_high_school_likely(self, stage):
        await stage.open(
            CHECKING.name,
            "高中毕业能报吗",
            "check_dream_eligibility",
            education_level="高中",
        )
        await stage.answer("是的", "affirm")

        await stage.run("action_check_eligibility")

        told = stage.fields("utter_dream_likely")
        assert told["level"] == "高起专"
        assert "您在深圳工作" in told["reasons"]

    async def test_gives_the_reasons_against(self, stage):
        await stage.open(
            CHECKING.name,
            "初中毕业能报吗",
            "check_dream_eligibility",
            education_level="初中",
        )
        await stage.answer("不是", "deny")

        await stage.run("action_check_eligibility")

        assert len(stage.fields("utter_dream_unlikely")["reasons"].splitlines()) == 2

    async def test_reads_a_yes_with_something_behind_it(self, stage):
        await stage.open(CHECKING.name, "大专能报吗", education_level="大专")
        await stage.answer("在的，在龙岗上班", district="龙岗")

        assert stage.slots["employed_in_shenzhen"] is True

    async def test_does_not_judge_by_what_was_skipped(self, stage):
        await stage.run("action_begin_eligibility", "能报吗", "check_dream_eligibility")
        await stage.open(CHECKING.name)
        await stage.answer("说不清")
        await stage.answer("是的", "affirm")

        await stage.run("action_check_eligibility")

        assert "还不知道您现在的学历" in stage.fields("utter_dream_unknown")["reasons"]

    async def test_takes_the_record_of_a_proved_member(self, stage):
        await stage.verify()
        await stage.run("action_begin_eligibility", "能报吗", "check_dream_eligibility")
        await stage.open(CHECKING.name, "大专能报吗", education_level="大专")

        await stage.run("action_check_eligibility")

        assert "您是工会会员" in stage.fields("utter_dream_likely")["reasons"]

    async def test_says_nothing_when_the_form_was_left(self, stage):
        await stage.run("action_check_eligibility", "算了", "stop_flow")

        assert stage.said == []

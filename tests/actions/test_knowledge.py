import pytest
from sqlalchemy import event

from helpdesk.knowledge import files, knowledge
from helpdesk.knowledge.files import read_articles

FAQ = ("ask_dream_plan", "ask_arbitration", "ask_union_dues", "ask_privacy")


async def key_told(stage) -> str:
    [told] = [each for each in stage.said if each.get("article")]
    return told["article"]


class TestAnswerQuestion:
    @pytest.mark.parametrize("intent", FAQ)
    async def test_answers_with_source_and_year_and_the_articles_id(
        self, stage, intent
    ):
        await stage.run("action_answer_question", "问一下", intent)

        [told] = stage.said
        assert told["response"].startswith("utter_question_answered")
        assert told["answer"]
        assert told["source"]
        assert told["year"].isdigit()
        assert told["article"] == intent

    async def test_answers_the_narrower_question(self, stage):
        await stage.run("action_answer_question", "劳动仲裁要不要钱", "ask_arbitration")

        assert await key_told(stage) == "ask_arbitration.cost"
        assert stage.slots["topic"] == "ask_arbitration"

    async def test_speaks_the_short_text_on_the_telephone(self, stage):
        await stage.run("action_answer_question", "问一下", "ask_dream_plan")
        written = stage.said[0]["answer"]
        stage.channel = "voice"
        await stage.run("action_answer_question", "问一下", "ask_dream_plan")

        assert stage.said[0]["answer"] != written

    async def test_warns_where_the_evidence_is_thin(self, stage):
        thin = next(
            each["key"]
            for each in read_articles(files.ARTICLES)
            if each["confidence"] == "C" and "." not in each["key"]
        )
        await stage.run("action_answer_question", "问一下", thin)

        assert stage.responses() == ["utter_question_answered_loosely"]

    async def test_owns_up_to_what_no_article_answers(self, stage):
        await stage.run("action_answer_question", "问一下", "out_of_scope")

        assert stage.responses() == ["utter_answer_missed"]
        assert "topic" not in stage.slots

    async def test_asks_the_database_nothing_once_warm(self, stage, sessions):
        async with sessions() as session:
            await knowledge.warm(session)
            engine = session.get_bind().engine
        asked = []
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told))

        await stage.run("action_answer_question", "要多久", "ask_arbitration")

        assert [told[2] for told in asked if "SELECT" in told[2]] == []


class TestAdvise:
    async def test_offers_to_take_the_matter_on_with_what_was_told(self, stage):
        await stage.run(
            "action_advise",
            "宝安的厂不给加班费",
            "report_overtime",
            district="宝安",
        )

        assert stage.responses()[-1] == "utter_ticket_offered"
        assert stage.slots["offered_form"] == "open_ticket_form"
        assert stage.slots["category"] == "report_overtime"
        assert stage.slots["matter"] == "宝安的厂不给加班费"
        assert stage.slots["area"] == "宝安"

    async def test_offers_even_without_an_article(self, stage):
        await stage.run("action_advise", "随便", "out_of_scope")

        assert stage.responses() == ["utter_unknown_ticket_offered"]

    async def test_starts_nothing_new_inside_a_form(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")

        await stage.run("action_advise", "加班费呢", "report_overtime")

        assert "offered_form" not in stage.slots
        assert len(stage.said) == 1


class TestAnswerFollowUp:
    async def test_goes_on_from_the_topic(self, stage):
        await stage.run("action_answer_question", "仲裁怎么弄", "ask_arbitration")

        await stage.run("action_answer_follow_up", "那要不要钱", "follow_up")

        assert await key_told(stage) == "ask_arbitration.cost"

    async def test_owns_up_where_only_the_main_answer_is_known(self, stage):
        stage.slots["topic"] = "express_crisis"

        await stage.run("action_answer_follow_up", "那要交什么表", "follow_up")

        assert stage.responses()[0] == "utter_only_main_known"
        assert await key_told(stage) == "express_crisis"

    async def test_who_may_is_asked_by_the_form_that_tells(self, stage):
        stage.slots["topic"] = "ask_dream_cost"

        events = await stage.run("action_answer_follow_up", "我能报吗", "follow_up")

        assert events[-1] == {
            "event": "followup",
            "name": "check_dream_form",
            "timestamp": None,
        }

    async def test_searches_without_a_topic(self, stage):
        await stage.run("action_answer_follow_up", "仲裁要不要收费", "follow_up")

        [told] = stage.said
        assert told["response"] == "utter_closest_told"
        assert told["article"] == "ask_arbitration.cost"
        assert told["title"]

    async def test_says_so_when_nothing_is_near(self, stage):
        await stage.run("action_answer_follow_up", "几点下雨", "follow_up")

        assert stage.responses() == ["utter_answer_missed"]


class TestContext:
    """The union is filled in from the message, the slots or the proved member."""

    async def told(self, stage, text="找谁", **heard) -> str:
        stage.slots["topic"], aspect = "ask_hotline_info", "where"
        await stage.run("action_answer_follow_up", text, "follow_up", **heard)
        assert knowledge.aspect_of(text) == aspect
        assert await key_told(stage) == "ask_hotline_info.where"
        return stage.said[-1]["answer"]

    async def test_of_a_stranger_gives_the_general_way(self, stage):
        assert "所在单位工会" in await self.told(stage)

    async def test_of_the_message_names_the_union_there(self, stage):
        assert "龙岗" in await self.told(stage, "龙岗的找谁", district="龙岗")

    async def test_of_the_slots_names_the_union_there(self, stage):
        stage.slots["district"] = "坪山"

        assert "坪山" in await self.told(stage)

    async def test_of_a_proved_member_names_the_own_union(self, stage):
        await stage.verify()
        for slot in ("district", "place", "employer"):
            stage.slots.pop(slot, None)

        assert "所在单位工会" not in await self.told(stage)

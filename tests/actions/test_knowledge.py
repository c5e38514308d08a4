import pytest

from helpdesk.knowledge import files
from helpdesk.knowledge.files import read_articles

FAQ = ("ask_dream_plan", "ask_arbitration", "ask_union_dues", "ask_privacy")


class TestAnswerQuestion:
    @pytest.mark.parametrize("intent", FAQ)
    async def test_answers_with_source_and_year(self, stage, intent):
        await stage.run("action_answer_question", "问一下", intent)

        [told] = stage.said
        assert told["response"].startswith("utter_question_answered")
        assert told["answer"]
        assert told["source"]
        assert told["year"].isdigit()

    async def test_speaks_the_short_text_on_the_telephone(self, stage):
        await stage.run("action_answer_question", "问一下", "ask_dream_plan")
        written = stage.said[0]["answer"]
        stage.channel = "voice"
        await stage.run("action_answer_question", "问一下", "ask_dream_plan")

        assert stage.said[0]["answer"] != written

    async def test_warns_where_the_evidence_is_thin(self, stage):
        thin = next(
            each["intent"]
            for each in read_articles(files.ARTICLES)
            if each["confidence"] in ("C", "D")
        )
        await stage.run("action_answer_question", "问一下", thin)

        assert stage.responses() == ["utter_question_answered_loosely"]

    async def test_owns_up_to_what_no_article_answers(self, stage):
        await stage.run("action_answer_question", "问一下", "out_of_scope")

        assert stage.responses() == ["utter_answer_missed"]


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

        events = await stage.run("action_advise", "加班费呢", "report_overtime")

        assert events == []
        assert len(stage.said) == 1

"""How often the right article is found, by questions.yml and search.yml."""

from pathlib import Path

import pytest
import yaml

from helpdesk.knowledge import knowledge
from helpdesk.knowledge.aspects import aspect_of, aspects
from helpdesk.knowledge.terms import terms

QUESTIONS = yaml.safe_load(Path(__file__).with_name("questions.yml").read_text("utf-8"))
WITHIN, ANYWHERE, NOWHERE = QUESTIONS["a"], QUESTIONS["b"], QUESTIONS["c"]
EXACT = QUESTIONS["d"]
pytestmark = pytest.mark.only_sqlite


@pytest.fixture
async def found(session):
    """What the search finds to each question, None for nothing."""
    texts = [text for text, *_ in ANYWHERE] + NOWHERE
    answers = {text: await knowledge.search(session, text=text) for text in texts}
    return {text: told and told.article for text, told in answers.items()}


class TestWithinAnIntent:
    async def test_the_right_article_is_chosen_19_times_in_20(self, session):
        chosen = {
            text: (await knowledge.answer(session, intent=intent, text=text)).article
            for intent, text, *_ in WITHIN
        }

        wrong = {
            text: chosen[text] for _, text, *keys in WITHIN if chosen[text] not in keys
        }
        assert len(WITHIN) >= 60
        assert len(wrong) <= 0.05 * len(WITHIN), wrong

    async def test_an_exact_question_of_law_finds_its_own_article(self, session):
        chosen = {
            text: (await knowledge.answer(session, intent=intent, text=text)).article
            for intent, text, *_ in EXACT
        }

        wrong = {
            text: chosen[text] for _, text, *keys in EXACT if chosen[text] not in keys
        }
        assert len(EXACT) >= 40
        assert len(wrong) <= 0.1 * len(EXACT), wrong

    async def test_an_aspect_does_not_beat_an_article_far_closer(self, session):
        told = await knowledge.answer(
            session, intent="ask_arbitration", text="裁下来我不服气怎么办"
        )

        assert aspect_of("裁下来我不服气怎么办") == "how"
        assert told.article == "ask_arbitration.appeal"

    async def test_the_choice_is_the_same_every_time(self, session):
        intent, text, *_ = WITHIN[0]
        told = [
            await knowledge.answer(session, intent=intent, text=text) for _ in range(3)
        ]

        assert len({answer.article for answer in told}) == 1


class TestSearch:
    async def test_finds_most_of_what_articles_answer(self, found):
        right = [text for text, *keys in ANYWHERE if found[text] in keys]

        assert len(ANYWHERE) >= 60
        assert len(right) >= 0.75 * len(ANYWHERE)  # 81 % when it was written

    async def test_is_right_nine_times_in_ten_when_it_answers(self, found):
        answered = [text for text in found if found[text]]
        right = [text for text, *keys in ANYWHERE if found[text] in keys]

        assert len(right) >= 0.9 * len(answered)

    async def test_answers_hardly_anything_that_is_not_the_unions(self, found):
        wrong = {text: found[text] for text in NOWHERE if found[text]}

        assert len(NOWHERE) >= 60
        assert len(wrong) <= 0.05 * len(NOWHERE), wrong

    @pytest.mark.parametrize("text", ["", "。", "🙂", "a" * 3000, "哈" * 2000])
    async def test_finds_nothing_in_nothing(self, session, text):
        assert await knowledge.search(session, text=text) is None


class TestAspects:
    @pytest.mark.parametrize(
        ("text", "aspect"),
        [
            ("那我能申请吗", "who"),
            ("要带啥材料呀", "documents"),
            ("这个收钱吗", "cost"),
            ("能拿多少", "amount"),
            ("要等几天", "duration"),
            ("那几月份呢", "when"),
            ("具体流程呢", "how"),
            ("在哪里办", "where"),
            ("过期了咋整", "limits"),
            ("他们不批呢", "refused"),
            ("要啥证据", "proof"),
            ("跟那个有啥区别", "difference"),
            ("手机上行不行", "online"),
            ("老板欠我工资", None),
            ("无固定期限合同", None),
            ("没经过民主程序的制度", None),
            ("流水线上受的伤", None),
            ("公司注册地址在外地", None),
            ("拒绝加班被扣钱", None),
            ("不同意调岗", None),
            ("用人单位如何承担责任", None),
            ("要带薪休假", None),
        ],
    )
    def test_are_read_from_what_workers_say(self, text, aspect):
        assert aspect_of(text) == aspect

    def test_have_no_phrase_twice(self):
        path = Path("helpdesk/knowledge/aspects.yml")
        content = yaml.safe_load((Path(__file__).parents[3] / path).read_text("utf-8"))
        phrases = [phrase for listed in content.values() for phrase in listed]

        assert len(phrases) == len(set(phrases))
        assert set(content) == aspects()


class TestTerms:
    def test_write_variants_one_way(self):
        assert set(terms("请问咋办")) == set(terms("怎么办"))

    def test_keep_words_of_other_scripts_whole(self):
        assert "n+1" in set(terms("Ｎ＋１怎么算"))

"""The articles as they are shipped: complete, sourced, backed, and honest."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from helpdesk.knowledge.checks import faults, fill_ins
from helpdesk.knowledge.files import ARTICLES as FOLDER
from helpdesk.knowledge.files import read_articles
from helpdesk.knowledge.filling import FILL_INS, Context, fill
from helpdesk.models import Confidence

ROOT = Path(__file__).parents[3]
ALL = list(read_articles(FOLDER))
BY_KEY = {article["key"]: article for article in ALL}
ARTICLES = [pytest.param(article, id=article["key"]) for article in ALL]
CATALOGUE = yaml.safe_load((ROOT / "nlu_data/intents.yml").read_text("utf-8"))
INTENTS = [name for intents in CATALOGUE.values() for name in intents]
# Dialogue, and commands about a ticket: they are done, not explained.
UNEXPLAINED = {
    "greet",
    "say_goodbye",
    "thank",
    "affirm",
    "deny",
    "ask_capabilities",
    "request_human",
    "repeat_answer",
    "stop_flow",
    "provide_info",
    "abuse",
    "out_of_scope",
    "check_ticket",
    "add_ticket_info",
    "urge_ticket",
    "withdraw_ticket",
    "rate_service",
}
EXPLAINED = [name for name in INTENTS if name not in UNEXPLAINED]


def told(topic: str, *words: str) -> list[str]:
    """Return what the articles of a topic say where all these words stand."""
    return [
        article["chat"]
        for key, article in BY_KEY.items()
        if key.partition(".")[0] == topic
        and all(word in article["chat"] for word in words)
    ]


class TestCatalogue:
    @pytest.mark.parametrize("intent", EXPLAINED)
    def test_every_intent_has_its_main_article(self, intent):
        assert intent in BY_KEY

    def test_an_article_belongs_to_an_intent_that_exists(self):
        assert {key.partition(".")[0] for key in BY_KEY} <= set(INTENTS)

    def test_no_two_ask_the_same(self):
        asked = [(ask, key) for key, a in BY_KEY.items() for ask in a["asks"]]
        twice = {
            ask: key for ask, key in asked if (ask, key) not in set(dict(asked).items())
        }

        assert twice == {}

    def test_every_fill_in_is_used(self):
        texts = (article[name] for article in ALL for name in ("chat", "spoken"))

        assert frozenset().union(*map(fill_ins, texts)) == FILL_INS.keys()


@pytest.mark.parametrize("article", ARTICLES)
class TestArticle:
    def test_has_nothing_wrong(self, article):
        assert list(faults(article)) == []

    def test_states_nothing_that_is_not_verified(self, article):
        assert article["confidence"] != Confidence.D

    def test_uses_chinese_punctuation(self, article):
        for text in (article["chat"], article["spoken"]):
            assert not re.search(r"[一-鿿][,;?!:]", text)

    def test_leaves_no_fill_in_at_the_end_of_a_doubled_stop(self, article):
        assert not re.search(r"[。，]{2}", article["chat"] + article["spoken"])


class TestCorrections:
    """What the web tells wrongly is told rightly here, and nowhere else wrongly."""

    def test_arbitration_costs_nothing(self):
        assert told("ask_arbitration", "不收费")
        assert all("错" in each for each in told("ask_arbitration", "败诉方承担"))

    def test_arbitration_decides_within_five_days_whether_to_take_a_case(self):
        assert told("ask_arbitration", "5日", "受理")

    def test_wages_in_shenzhen_are_due_seven_days_after_the_period(self):
        assert told("ask_wage_standard", "7日")

    def test_nobody_can_sign_social_insurance_away(self):
        assert told("report_social_insurance", "放弃", "无效")

    def test_a_visit_with_cooling_goods_is_no_allowance(self):
        assert told("ask_cooling_relief", "高温津贴")
        assert told("ask_heat_allowance", "送清凉")

    def test_the_unions_plan_is_not_the_youth_leagues(self):
        assert told("ask_dream_plan", "12355")

    def test_the_unions_legal_aid_is_not_the_governments(self):
        assert told("ask_legal_aid", "12348")

    def test_dues_are_not_the_employers_share(self):
        assert told("ask_union_dues", "0.5", "2%")

    @pytest.mark.parametrize("spoken", [False, True])
    async def test_the_minimum_wage_is_the_last_known_one_with_its_year(
        self, session, spoken
    ):
        told = await fill(
            session,
            BY_KEY["ask_wage_standard"]["spoken" if spoken else "chat"],
            spoken=spoken,
            context=Context(today=date(2026, 11, 22)),
        )

        assert re.search(r"2360元.*2021年公布", told)
        assert "今年的" in told
        assert "为准" in told

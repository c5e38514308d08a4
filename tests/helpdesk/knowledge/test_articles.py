"""The articles as they are shipped: complete, sourced, and honest."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "helpdesk/knowledge/articles").glob("*.yml"))
ARTICLES = [
    pytest.param(article, id=article["id"])
    for file in FILES
    for article in yaml.safe_load(file.read_text("utf-8"))
]
CATALOGUE = yaml.safe_load((ROOT / "nlu_data/intents.yml").read_text("utf-8"))
FAQ = [
    name
    for intents in CATALOGUE.values()
    for name, intent in intents.items()
    if intent["kind"] == "faq"
]
LONGEST_BREATH = 60  # characters that can be said in one breath
HEDGES = ("为准", "没有核实", "没有统一", "没有完整")


class TestCatalogue:
    @pytest.mark.parametrize("intent", FAQ)
    def test_every_question_has_its_article(self, intent):
        assert intent in {param.id for param in ARTICLES}

    def test_an_article_answers_one_intent_that_exists(self):
        named = [param.id for param in ARTICLES]
        known = {name for intents in CATALOGUE.values() for name in intents}

        assert len(named) == len(set(named))
        assert {name.partition(".")[0] for name in named} <= known


@pytest.mark.parametrize("article", ARTICLES)
class TestArticle:
    def test_has_a_source_and_a_year(self, article):
        assert article["title"]
        assert article["source"]
        assert 1970 < article["year"] < 2100
        assert article["confidence"] in {"A", "B", "C", "D"}

    def test_is_spoken_in_short_breaths_without_links(self, article):
        breaths = re.split(r"[。？！]", article["spoken"])

        assert all(len(breath) <= LONGEST_BREATH for breath in breaths)
        assert not re.search(r"https?:|www\.|\n", article["spoken"])

    def test_says_so_where_little_is_verified(self, article):
        if article["confidence"] == "D":
            assert any(hedge in article["chat"] for hedge in HEDGES)

    def test_uses_chinese_punctuation(self, article):
        for text in (article["chat"], article["spoken"]):
            assert not re.search(r"[一-鿿][,;?!:]", text)

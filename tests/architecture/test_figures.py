"""Every figure in words for workers stands where its source does."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from helpdesk.knowledge.figures import figures
from tests.tracing import (
    HOTLINES,
    ROOT,
    TRACES,
    literal,
    no_facts,
    place_figures,
    templates,
    untraced,
)

RESPONSES = sorted(templates())


def told(response: str) -> frozenset[str]:
    return frozenset().union(*map(figures, templates()[response]))


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for each in node.values():
            yield from strings(each)
    else:
        yield str(node)


class TestWords:
    @pytest.mark.parametrize("response", RESPONSES)
    def test_a_response_tells_no_figure_without_a_source(self, response):
        assert told(response) - literal(response) - HOTLINES == set()

    def test_the_gateway_tells_none_either(self):
        texts = yaml.safe_load((ROOT / "api/texts.yml").read_text("utf-8"))

        assert frozenset().union(*map(figures, strings(texts))) <= HOTLINES


class TestTraces:
    """tests/figures.yml says what is, and nothing more."""

    @pytest.mark.parametrize(("number", "place"), TRACES["hotlines"].items())
    def test_a_hotline_stands_where_it_is_said_to(self, number, place):
        assert number in place_figures(place)

    @pytest.mark.parametrize("response", TRACES["responses"])
    def test_a_response_needs_its_place(self, response):
        place = place_figures(TRACES["responses"][response])

        assert (told(response) - no_facts(response) - HOTLINES) & place

    @pytest.mark.parametrize("reason", TRACES["no_facts"])
    def test_what_is_no_fact_is_said(self, reason):
        for response, listed in TRACES["no_facts"][reason].items():
            assert set(map(str, listed)) <= told(response)


class TestUntraced:
    ARBITRATION = ("utter_question_answered", "ask_arbitration.how")

    @pytest.mark.parametrize(
        ("answer", "figure"),
        [
            ("劳动仲裁要交仲裁费 200 元。", "200"),
            ("仲裁委收到申请，15 天内受理。", "15"),
            ("拿不准就打 12306 问。", "12306"),
            ("拿不准就打幺二三零六问。", "12306"),
            ("依据劳动合同法第999条。", "§999"),
        ],
    )
    def test_finds_what_stands_nowhere(self, answer, figure):
        assert untraced([answer], self.ARBITRATION) == [figure]

    def test_knows_the_evidence_of_the_article_that_was_said(self):
        assert untraced(["仲裁委 5 日内决定受不受理。"], self.ARBITRATION) == []

    def test_another_articles_evidence_does_not_count(self):
        answer = "会费按工资的0.5%交。"

        assert untraced([answer], ["ask_union_dues"]) == []
        assert untraced([answer], self.ARBITRATION) == ["0.5"]

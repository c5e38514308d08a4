"""Danger is read from words: every line is an item of its own."""

from pathlib import Path
from time import perf_counter

import pytest
import yaml

from helpdesk.models import RiskSign
from helpdesk.risk.dangers import DangerKind, danger, known, of_intent

LINES = yaml.safe_load(Path(__file__).with_name("danger_lines.yml").read_text("utf-8"))
IN_DANGER = [(line, kind) for kind, lines in LINES["danger"].items() for line in lines]


class TestDanger:
    @pytest.mark.parametrize(("line", "kind"), IN_DANGER)
    def test_is_read(self, line, kind):
        found = danger(line)

        assert found is not None
        assert found.kind == kind

    @pytest.mark.parametrize("line", LINES["nothing"])
    def test_is_not_seen_where_there_is_none(self, line):
        assert danger(line) is None

    def test_the_list_is_long_enough_and_says_nothing_twice(self):
        said = [line for line, _ in IN_DANGER] + LINES["nothing"]

        assert len(IN_DANGER) >= 80
        assert len(LINES["nothing"]) >= 120
        assert len(said) == len(set(said))

    def test_does_not_hold_up_a_long_message(self):
        story = "老板说过几天就发工资，我们打了好几次电话都没人接，" * 80
        begun = perf_counter()

        assert danger(story) is None
        assert perf_counter() - begun < 0.2


class TestKnown:
    def test_shows_the_signs_of_what_people_do_together(self):
        found = danger("明天全车间罢工，把厂门堵了")

        assert found.signs >= {RiskSign.stoppage, RiskSign.blocking}
        assert found.people == 10

    @pytest.mark.parametrize("kind", DangerKind)
    def test_names_an_intent_for_every_kind(self, kind):
        assert of_intent(known(kind).intent) is not None

    def test_takes_a_crisis_without_words_for_self_harm(self):
        assert of_intent("express_crisis") is DangerKind.self_harm
        assert of_intent("greet") is None


class TestOthers:
    @pytest.mark.parametrize(
        ("line", "is_others"),
        [
            ("工友要跳楼，你们快来", True),
            ("我们宿舍有个小姑娘说要自杀怎么办", True),
            ("我老公爬到楼顶去了说不给钱就往下跳", True),
            ("他拿刀割自己手腕拦不住", True),
            ("我站在天台上，你们别劝我，我要跳", False),
            ("活着没什么意思了老婆也走了", False),
            ("我真的不想活了", False),
        ],
    )
    def test_tells_who_is_in_danger(self, line, is_others):
        assert danger(line).is_others is is_others

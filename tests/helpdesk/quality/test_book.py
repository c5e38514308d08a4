"""The file of rules: what is in it, and what is refused."""

from pathlib import Path

import pytest

from helpdesk.errors import ConfigurationError
from helpdesk.quality import Area, RuleError, book
from helpdesk.quality.rule import KINDS
from helpdesk.tickets import handling
from language import Catalogue

RULE = """
- id: greeting
  area: proper
  title: 开头问好
  explain: 接起来先问好
  told: 开头没有问好
  points: 3
  source: house
  says: {any: [您好], first: 2}
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "rules.yml"
    file.write_text(text, "utf-8")
    return file


class TestBook:
    def test_has_rules_of_every_area(self):
        assert {rule.area for rule in book().rules} == set(Area)

    def test_every_intent_is_one_of_the_catalogue(self):
        known = Catalogue.load(Path("nlu_data")).intents
        named = {intent for rule in book().rules for intent in rule.when.intents}

        assert named
        assert named <= set(known)

    def test_rules_that_need_tickets_are_of_intents_that_get_one(self):
        rules = [r for r in book().rules if r.id == "matter_ticket"]

        assert all(handling(i).skill for rule in rules for i in rule.when.intents)

    def test_every_kind_of_check_is_used_and_explained(self):
        head = Path("helpdesk/quality/rules.yml").read_text("utf-8").split("\n- id")[0]

        assert {type(rule.kind) for rule in book().rules} == set(KINDS.values())
        assert all(f"#   {name} " in head for name in KINDS)

    def test_a_rule_may_be_added_without_a_programmer(self, tmp_path):
        added = RULE.replace("greeting", "wishes_well").replace("您好", "祝您")

        found = book(written(tmp_path, RULE + added))

        assert [rule.id for rule in found.rules] == ["greeting", "wishes_well"]

    def test_another_wording_is_another_edition(self, tmp_path):
        first = book(written(tmp_path, RULE))
        (tmp_path / "next").mkdir()
        second = book(
            written(tmp_path / "next", RULE.replace("points: 3", "points: 4"))
        )

        assert first.digest != second.digest


class TestRefusals:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("points: 3", "points: 三", "“points”要写成整数，写的是“三”"),
            ("points: 3", "points: 0", "“points”的数太小"),
            ("points: 3", "points: 101", "“points”的数太大"),
            ("  points: 3\n", "", "缺少“points”"),
            ("area: proper", "area: polite", "“area”不能是“polite”"),
            ("source: house", "origin: house", "不认识“origin”"),
            ("id: greeting", "id: 问好", "“id”只能用小写字母"),
            ("first: 2", "firts: 2", "不认识“says.firts”"),
            ("first: 2", "first: 0", "“says.first”的数太小"),
            ("any: [您好]", "any: []", "“says.any”里一个说法也没有"),
            ("any: [您好]", "any: 您好", "“says.any”要写成一列"),
            ("any: [您好]", 'any: ["(您好"]', "说法“(您好”括号没有配对"),
            ("any: [您好]", 'any: ["(您好)?"]', "说法“(您好)?”什么也没要求"),
            ("  says: {any: [您好], first: 2}\n", "", "只写一种：says、never_says"),
            ("says: {", "silence: {seconds: 3}\n  says: {", "而且只写一种"),
            ("开头没有问好", "没有{words}", "花括号只能用"),
            ("says: {any", "says: {any: [a, ", "这一行的 YAML 写错了"),
            ("points: 3", "applies_to: [customer]\n  points: 3", "applies_to"),
        ],
    )
    def test_say_what_is_wrong(self, tmp_path, old, new, told):
        assert old in RULE

        with pytest.raises(RuleError) as refused:
            book(written(tmp_path, RULE.replace(old, new)))

        assert told in str(refused.value)

    def test_name_the_line_and_the_rule(self, tmp_path):
        text = RULE + RULE.replace("greeting", "second").replace("points: 3", "")

        with pytest.raises(ConfigurationError, match=r"rules\.yml:11：规则“second”"):
            book(written(tmp_path, text))

    def test_two_rules_of_one_name(self, tmp_path):
        with pytest.raises(RuleError, match="规则“greeting”写了两遍"):
            book(written(tmp_path, RULE + RULE))

    @pytest.mark.parametrize("text", ["", "greeting: 3", "- 问好", "- 3"])
    def test_no_rules_at_all(self, tmp_path, text):
        with pytest.raises(RuleError, match="规则"):
            book(written(tmp_path, text))

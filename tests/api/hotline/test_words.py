import doctest
import re
from datetime import date
from importlib import import_module

import pytest
from pydantic import ValidationError

from actions.forms import CONFIRMED
from actions.identity import VERIFYING
from actions.server import forms
from actions.turn import Turn
from api.hotline import words
from language.speak import pages, spoken

TODAY = date(2026, 7, 15)
NOTHING = (True, False, {}, None, ())
FIELD = re.compile(r"\{\w+\}")


def takes(field, text):
    """What a field of a form makes of a reply."""
    turn = Turn("t", text, "out_of_scope", 0.0, (), 0.0, (), None, TODAY, *NOTHING)
    return field.reader.take(turn)


def prompts():
    return sorted(words.load().prompts.items())


class TestPrompts:
    @pytest.mark.parametrize(("name", "text"), prompts())
    def test_are_written_as_they_are_said(self, name, text):
        said = FIELD.sub("某某", text)

        assert spoken(said) == said

    @pytest.mark.parametrize(("name", "text"), prompts())
    def test_are_short_enough_for_one_turn(self, name, text):
        assert len(pages(FIELD.sub("", text))) <= 1

    def test_the_opening_says_that_a_machine_speaks_and_records(self):
        for name in ("opening", "resumed"):
            assert "机器人" in words.load().prompts[name]
            assert "录音" in words.load().prompts[name]


class TestLoad:
    @pytest.mark.parametrize("line", ["surplus: 1", "prompts: {}\nkeys: {}"])
    def test_stops_the_start_on_a_wrong_file(self, tmp_path, line):
        file = tmp_path / "prompts.yml"
        file.write_text(line, "utf-8")

        with pytest.raises(ValidationError):
            words.load(file)

    def test_yes_and_no_are_keys_wherever_yes_or_no_is_asked(self):
        fields = [field for form in (*forms(), VERIFYING) for field in form.fields]
        asked = {f.slot for f in fields if takes(f, "是的") and takes(f, "不是")}

        assert {*words.load().yes_no} == {*asked, CONFIRMED} - {"ticket_choice"}

    def test_amounts_are_keyed_wherever_a_number_is_asked(self):
        fields = [field for form in forms() for field in form.fields]
        asked = {f.slot for f in fields if takes(f, "12").get(f.slot) == "12"}
        asked -= {f.slot for f in fields if takes(f, "天上有云")}

        assert {*words.load().amounts} == asked

    def test_numbers_are_longer_than_they_are_short(self):
        assert all(rule.fewest <= rule.most for rule in words.load().numbers.values())


class TestMeans:
    @pytest.mark.parametrize("text", ["再说一遍", "再说一遍。", " 再说一遍！"])
    def test_looks_at_the_words_alone(self, text):
        assert words.load().means("repeat", text)

    @pytest.mark.parametrize("text", ["", "。", "老板叫我再说一遍"])
    def test_and_at_all_of_them(self, text):
        assert not words.load().means("repeat", text)


@pytest.mark.parametrize("name", ["numbers", "deciding"])
def test_examples_in_docstrings(name):
    module = import_module(f"api.hotline.{name}")

    assert doctest.testmod(module).failed == 0

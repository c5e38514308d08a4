"""Fields of canned texts: filled, marked, and never sent raw."""

import pytest

from helpdesk.canned.fields import blank, check_fields, check_filled, fields, fill
from helpdesk.errors import InvalidInput


class TestFill:
    def test_takes_a_field_by_either_of_its_names(self):
        filled = fill("{{工单号}} {{ number }}", {"number": "1"})

        assert filled.text == "1 1"
        assert filled.missing == ()

    def test_marks_what_is_empty_once_in_the_list(self):
        filled = fill("{{worker}}，{{称呼}}", {"worker": ""})

        assert filled.text == "【请填写：称呼】，【请填写：称呼】"
        assert filled.missing == ("称呼",)

    def test_marks_what_there_is_not(self):
        assert fill("{{密码}}", {}).missing == ("密码",)

    @pytest.mark.parametrize(
        "value",
        ["{{number}}", "{0}", "%s", "<script>alert(1)</script>", "\\1", "{{7*7}}"],
    )
    def test_puts_values_in_as_they_are(self, value):
        assert fill("{{worker}}", {"worker": value}).text == value


class TestCheckFields:
    @pytest.mark.parametrize(
        "text", ["您好", "{{worker}}", "{{称呼}}{{办理期限}}", "{a}"]
    )
    def test_lets_known_fields_pass(self, text):
        check_fields(text)

    @pytest.mark.parametrize("text", ["{{姓名}}", "{{officer.password}}", "{{7*7}}"])
    def test_refuses_others_by_name(self, text):
        with pytest.raises(InvalidInput, match="没有“"):
            check_fields(text)

    @pytest.mark.parametrize("text", ["{{worker}", "}}", "{{", "{{wor\nker}}"])
    def test_refuses_braces_that_do_not_close(self, text):
        with pytest.raises(InvalidInput, match="大括号"):
            check_fields(text)


class TestCheckFilled:
    def test_lets_finished_words_pass(self):
        check_filled("王先生您好，【重要】请回电。")

    @pytest.mark.parametrize("left", ["{{worker}}", blank("称呼"), "{{ 密码 }}"])
    def test_refuses_what_was_left_open(self, left):
        with pytest.raises(InvalidInput, match="还有没填好的地方"):
            check_filled(f"您好，{left}")

    @pytest.mark.parametrize("name", fields())
    def test_refuses_the_mark_of_every_field(self, name):
        marked = fill(f"{{{{{name}}}}}", {}).text

        with pytest.raises(InvalidInput):
            check_filled(marked)

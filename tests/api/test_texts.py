import ast
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from api import texts
from api.errors import FIELDS, FLAWS, HTTP_TEXTS, STATUS, UPLOADS
from helpdesk.risk import DangerKind

API = Path(texts.__file__).parent


class TestLoad:
    def test_refuses_a_file_with_a_missing_or_surplus_key(self, tmp_path):
        whole = texts.HOME.read_text(encoding="utf-8")
        less, more = tmp_path / "less.yml", tmp_path / "more.yml"
        less.write_text(whole.replace("not_ready:", "#"), encoding="utf-8")
        more.write_text(whole + "\nsurplus: 多余\n", encoding="utf-8")

        with pytest.raises(ValidationError, match="not_ready"):
            texts.load(less)
        with pytest.raises(ValidationError, match="surplus"):
            texts.load(more)

    def test_every_text_is_chinese(self, words):
        for name, text in words:
            for part in [text] if isinstance(text, str) else every_text(text):
                assert any("一" <= character <= "鿿" for character in part), name

    def test_names_the_numbers_that_help_for_every_danger(self, words):
        assert set(words.danger_told) == set(DangerKind)
        for told in words.danger_told.values():
            assert "110" in told.chat or "120" in told.chat
            assert not re.search(r"[0-9]", told.spoken)

    def test_every_text_is_used(self, words):
        named = {text for _, text in STATUS.values()}
        named |= {*HTTP_TEXTS.values(), *FLAWS.values(), *FIELDS.values()}
        named |= {"request_wrong", *(text for _, text in UPLOADS.values())}
        for path in API.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    named.add(node.attr)

        assert {name for name, _ in words} <= named


def every_text(told):
    parts = told.values() if isinstance(told, dict) else [told]
    return [text for part in parts for text in (part.chat, part.spoken)]


EXAMPLES = {
    "厂里三个月没发工资",
    "岚禾电子",
    "没有这条记录",
    "督办 since",
    "西乡街道总工会",
    "林晓岚",
}
"""In the description of the REST interface, which programmers read."""


class TestPython:
    def test_holds_no_word_for_workers(self):
        allowed = {
            "深圳市总工会 12351 职工服务助手",  # the APIs' titles
            "深圳市总工会 12351 职工服务助手 · REST",
            "你好",  # the probe
            *("总工会", "深圳市"),  # taken off a name
            "年）",  # closes the bracket around a year
        } | EXAMPLES
        for path in API.rglob("*.py"):
            for text in spoken_strings(path):
                assert text in allowed, f"{path.name}: {text}"


def spoken_strings(path):
    """Yield the Chinese strings of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documentation:
            continue
        if isinstance(node.value, str) and any("一" <= c <= "鿿" for c in node.value):
            yield node.value

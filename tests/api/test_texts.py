import ast
from pathlib import Path

import pytest
from pydantic import ValidationError

from api import texts
from api.errors import FLAWS, HTTP_TEXTS, STATUS

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
            assert any("一" <= character <= "鿿" for character in text), name

    def test_every_text_is_used(self, words):
        named = {text for _, text in STATUS.values()}
        named |= {*HTTP_TEXTS.values(), *FLAWS.values(), "request_wrong"}
        for path in API.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    named.add(node.attr)

        assert {name for name, _ in words} <= named


class TestPython:
    def test_holds_no_word_for_workers(self):
        allowed = {"深圳市总工会 12351 职工服务助手", "你好"}  # API title, the probe
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

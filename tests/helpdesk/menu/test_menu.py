import pytest

from helpdesk.errors import ConfigurationError
from helpdesk.menu import Menu, load, words_of

SPOKEN = [entry for entry in load().entries if entry.key]


def column(*entries):
    return [{"name": "会员", "entries": list(entries)}]


def entry(**changes):
    return {"name": "查", "key": "k", "says": "查会籍", "intent": "x"} | changes


class TestLoad:
    def test_the_binding_page_is_in_it(self):
        assert "/wechat/account" in {one.page for one in load().entries}


class TestWordsOf:
    @pytest.mark.parametrize("one", SPOKEN, ids=lambda one: one.key)
    def test_gives_what_an_entry_says(self, one):
        assert words_of(one.key) == one.says

    @pytest.mark.parametrize("key", ["", "unknown", "WAGES", "/wechat/account"])
    def test_an_unknown_key_says_nothing(self, key):
        assert words_of(key) is None


class TestRead:
    @pytest.mark.parametrize(
        "columns",
        [
            column({"name": "查"}),
            column({"name": "查", "key": "k"}),
            column({"name": "查", "key": "k", "says": "查会籍"}),
            column({"name": "查", "says": "查会籍", "intent": "x"}),
            column({"name": "查", "page": "/a", "key": "k"}),
            column({"name": "查", "page": "/a", "says": "查会籍"}),
            column(entry(page="/a")),
            column(entry(colour="red")),
            column({"key": "k", "says": "查会籍", "intent": "x"}),
            column(entry(), entry(name="又查")),
            [{"name": "会员"}],
            [{"entries": []}],
        ],
    )
    def test_refuses_what_nobody_can_tap(self, columns):
        with pytest.raises(ConfigurationError, match="menu"):
            Menu.read(columns)

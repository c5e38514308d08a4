import pytest

from gonghui.wechat.menu import differences, outline, to_wechat
from helpdesk.errors import ConfigurationError
from helpdesk.menu import Column, Entry, Menu, load


def click(name="查", key="a"):
    return {"type": "click", "name": name, "key": key}


def menu(*rows, name="会员"):
    return {"button": [{"name": name, "sub_button": list(rows)}]}


class TestToWechat:
    def test_the_file_is_within_wechats_limits(self):
        wanted = to_wechat(load(), public_url="https://union.example")

        assert [len(column["sub_button"]) for column in wanted["button"]] == [5, 5, 5]

    def test_pages_open_below_the_public_address(self):
        wanted = to_wechat(load(), public_url="https://union.example/")

        assert "会员服务 / 绑定会员身份: view https://union.example/wechat/account" in (
            outline(wanted)
        )

    def test_without_a_public_address_the_setting_is_named(self):
        with pytest.raises(ConfigurationError, match="GONGHUI_PUBLIC_URL"):
            to_wechat(load(), public_url=None)

    def test_every_fault_is_named_before_anything_is_called(self):
        entry = Entry("名" * 21, key="k" * 129, says="x", intent="y")
        wrong = Menu((Column("太长的栏目名字", (entry,)),))

        with pytest.raises(ConfigurationError) as refused:
            to_wechat(wrong, public_url="https://union.example")

        for told in ("21 bytes, at most 16", "63 bytes, at most 60", "129 bytes"):
            assert told in str(refused.value)


class TestDifferences:
    def test_the_same_menu_has_none(self):
        shown = {"button": [menu(click() | {"sub_button": []})["button"][0]]}

        assert differences(shown, menu(click())) == []

    @pytest.mark.parametrize(
        ("shown", "told"),
        [
            (None, ["add     会员 / 查: click a"]),
            (menu(click(key="b")), ["change  会员 / 查: click b → click a"]),
            (
                menu(click(), click("旧", "old")),
                ["remove  会员 / 旧"],
            ),
            (
                menu(click(), name="旧栏"),
                ["remove  旧栏 / 查", "add     会员 / 查: click a"],
            ),
            ({"button": [click("旧")]}, ["remove  旧", "add     会员 / 查: click a"]),
        ],
    )
    def test_are_said_in_words(self, shown, told):
        assert differences(shown, menu(click())) == told

    def test_another_order_is_one(self):
        first, second = click("甲", "a"), click("乙", "b")

        told = differences(menu(first, second), menu(second, first))

        assert told == ["change  the order of the entries"]

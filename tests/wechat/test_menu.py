import pytest

from wechat.menu import faults


def click(**changes):
    return {"name": "查询", "type": "click", "key": "k"} | changes


def view(url):
    return {"name": "网页", "type": "view", "url": url}


class TestFaults:
    @pytest.mark.parametrize(
        "menu",
        [
            [click()],
            [click(name="会" * 5 + "a")],  # 16 bytes
            [click(key="k" * 128)],
            [view("https://a/" + "b" * 1014)],
            [view("http://127.0.0.1:8000/")],
            [{"name": "多", "sub_button": [click(key=str(i)) for i in range(5)]}],
            [{"name": "多", "sub_button": [click(name="会" * 20)]}],
            [{"name": "拍", "type": "pic_weixin", "key": "k"}],
            [
                {
                    "name": "小程序",
                    "type": "miniprogram",
                    "url": "https://a",
                    "appid": "wx1",
                    "pagepath": "p",
                }
            ],
        ],
    )
    def test_finds_none_within_the_limits(self, menu):
        assert faults({"button": menu}) == []

    @pytest.mark.parametrize(
        ("menu", "fault"),
        [
            (None, "the menu has 1 to 3 columns"),
            ([], "the menu has 1 to 3 columns"),
            ([click()] * 4, "the menu has 1 to 3 columns"),
            ([click(name="")], "a column: has no name"),
            ([click(name="会员服务中心")], "has 18 bytes, at most 16"),
            ([click(key="k" * 129)], "the key has 129 bytes, at most 128"),
            ([click(key="")], "查询: a click button needs key"),
            ([click(type="smoke")], "the type “smoke” is none of WeChat's"),
            ([{"name": "空"}], "the type “None”"),
            ([view("https://a/" + "b" * 1015)], "the url has 1025 bytes, at most 1024"),
            ([view("http://a.example/")], "has to begin with https://"),
            ([view("javascript:alert(1)")], "has to begin with https://"),
            ([view("https:///path")], "has to begin with https://"),
            ([{"name": "多", "sub_button": [click()] * 6}], "6 entries, at most 5"),
            (
                [{"name": "多", "sub_button": [click(name="会" * 21)]}],
                "the name has 63 bytes, at most 60",
            ),
            (
                [{"name": "多", "sub_button": [click(sub_button=[click()])]}],
                "no entries of its own",
            ),
            ([click(), click()], "the key “k” stands in 2 entries"),
        ],
    )
    def test_names_what_wechat_would_refuse(self, menu, fault):
        found = faults({"button": menu})

        assert any(fault in one for one in found), found

    def test_names_everything_at_once(self):
        menu = {"button": [click(name="", key=""), view("ftp://a")]}

        assert len(faults(menu)) == 3

"""The stand-in as a client sees it that no one here wrote."""

import base64

import httpx
import pytest

from wechat.standin import Account, create_app

OPENID = "oDEMO-node-0001"
TEXT = "您的工单已受理👷\n请带身份证]]>"
MENU = {
    "button": [
        {"type": "click", "name": "我要咨询", "key": "ask"},
        {
            "name": "我的",
            "sub_button": [
                {"type": "view", "name": "绑定", "url": "https://example.org/a?b=1"}
            ],
        },
    ]
}


@pytest.fixture
def account():
    return Account(
        app_id="wxdemo0123456789ab",
        secret="a-secret-of-the-demo",
        token="invented",
        aes_key="k3Y" * 14 + "w",
        callback="http://127.0.0.1:9/wechat",
        template_ids=frozenset({"tm-ticket"}),
    )


@pytest.fixture
def wechat(serving, account):
    """Serve the stand-in; one follower has just written."""
    url = serving(create_app(account))
    grant = f"{url}/standin/followers/{OPENID}/grant"
    httpx.post(grant, json={}, trust_env=False).raise_for_status()
    return url


@pytest.fixture
def call(node, wechat, account):
    """Make calls with the package, and return what it made of the answers."""
    return lambda *calls, secret=account.secret: node(
        "client.js",
        {"url": wechat, "app": account.app_id, "secret": secret, "calls": calls},
    )


@pytest.fixture
def seen(wechat):
    """Return what is on the follower's telephone."""

    def look():
        asked = {"openid": OPENID}
        got = httpx.get(f"{wechat}/standin/state", params=asked, trust_env=False)
        return [(one["kind"], one["content"]) for one in got.json()["seen"]]

    return look


class TestStandIn:
    def test_token(self, call):
        (got,) = call(["getAccessToken"])

        assert len(got["ok"]["accessToken"]) >= 32

    def test_a_wrong_secret_gets_none(self, call):
        (got,) = call(["getAccessToken"], secret="guessed")

        assert got["code"] == 40125

    def test_text_is_seen_as_it_was_written(self, call, seen):
        (got,) = call(["sendText", OPENID, TEXT])

        assert got["ok"]["errcode"] == 0
        assert seen() == [("text", {"text": TEXT})]

    def test_the_sixth_message_is_one_too_many(self, call, seen):
        results = call(*(["sendText", OPENID, str(i)] for i in range(6)))

        assert [got.get("code") for got in results] == [None] * 5 + [45047]
        assert len(seen()) == 5

    def test_a_stranger_can_not_be_written_to(self, call):
        (got,) = call(["sendText", "oDEMO-unheard-of", TEXT])

        assert got["code"] == 40003

    def test_a_text_too_long_is_refused(self, call, seen):
        (got,) = call(["sendText", OPENID, "好" * 683])

        assert got["code"] == 45002
        assert seen() == []

    def test_menu(self, call):
        made, shown, removed, gone = call(
            *(["createMenu", MENU], ["getMenu"], ["removeMenu"], ["getMenu"])
        )

        assert made["ok"]["errcode"] == removed["ok"]["errcode"] == 0
        names = [button["name"] for button in shown["ok"]["menu"]["button"]]
        assert names == ["我要咨询", "我的"]
        assert gone["code"] == 46003

    def test_a_menu_name_too_long_is_refused(self, call):
        button = {"type": "click", "name": "我要咨询一下", "key": "ask"}

        (got,) = call(["createMenu", {"button": [button]}])

        assert got["code"] == 40018

    def test_template(self, call, seen):
        data = {"thing1": {"value": "工单已受理"}}

        (got,) = call(["sendTemplate", OPENID, "tm-ticket", "", "", data])

        assert got["ok"]["msgid"]
        ((kind, content),) = seen()
        assert kind == "notice"
        assert content["fields"] == {"thing1": "工单已受理"}

    def test_an_unknown_template_is_refused(self, call):
        (got,) = call(["sendTemplate", OPENID, "tm-x", "", "", {"a": {"value": "b"}}])

        assert got["code"] == 40037

    def test_media_comes_back_as_it_went(self, call, tmp_path):
        picture = tmp_path / "card.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

        (kept,) = call(["uploadMedia", str(picture), "image"])
        (got,) = call(["getMedia", kept["ok"]["media_id"]])

        assert base64.b64decode(got["ok"]["bytes"]) == picture.read_bytes()

    def test_addresses_of_the_callback(self, call):
        (got,) = call(["getIp"])

        assert got["ok"]["ip_list"] == ["127.0.0.1"]

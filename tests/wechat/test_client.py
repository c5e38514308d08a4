"""Calls of WeChat's interface, and what is known when one fails."""

import json
import logging

import httpx
import pytest

from tests.wechat.interface import OPENID, SECRET
from wechat.errors import ApiError, Unreachable

ADDRESSES = {"ip_list": ["127.0.0.1", "127.0.0.2"]}


class TestSendText:
    async def test_sends_characters_as_they_are(self, client, wechat):
        await client.send_text(OPENID, "工会😀")

        (sent,) = wechat.asked("message/custom/send")
        assert "工会😀".encode() in sent.content
        assert json.loads(sent.content) == {
            "touser": OPENID,
            "msgtype": "text",
            "text": {"content": "工会😀"},
        }
        assert sent.url.params["access_token"] == "T1"

    async def test_tells_the_code_when_wechat_says_no(self, client, wechat):
        wechat.answers = [{"errcode": 45015, "errmsg": "out of time, rid: 66-77"}]

        with pytest.raises(ApiError) as caught:
            await client.send_text(OPENID, "好")

        assert (caught.value.code, str(caught.value)) == (45015, "45015 out of time")

    @pytest.mark.parametrize(
        ("failure", "maybe_received"),
        [
            (httpx.ConnectError("no route"), False),
            (httpx.ConnectTimeout("late"), False),
            (httpx.PoolTimeout("busy"), False),
            (httpx.ReadTimeout("late"), True),
            (httpx.RemoteProtocolError("cut off"), True),
            (httpx.WriteError("cut off"), True),
            (httpx.Response(502, text="bad gateway"), True),
            (httpx.Response(200, text="<html>"), True),
            (httpx.Response(200, content=b"\xff\xfe"), True),
            (httpx.Response(200, json=["no"]), True),
            (httpx.Response(200, json={"errcode": "0"}), True),
            (httpx.Response(200, content=b" " * 2_000_000), True),
        ],
    )
    async def test_tells_whether_it_may_have_arrived(
        self, client, wechat, failure, maybe_received
    ):
        wechat.answers = [failure]

        with pytest.raises(Unreachable) as caught:
            await client.send_text(OPENID, "好")

        assert caught.value.maybe_received is maybe_received

    async def test_no_secret_is_logged_or_told(self, client, wechat, caplog):
        wechat.answers = [httpx.ReadTimeout("late"), {"errcode": -1, "errmsg": "busy"}]
        with caplog.at_level(logging.DEBUG):
            with pytest.raises(Unreachable) as lost:
                await client.send_text(OPENID, "拖欠工资")
            with pytest.raises(ApiError) as refused:
                await client.send_text(OPENID, "拖欠工资")

        told = caplog.text + repr(lost.value) + repr(refused.value)
        for secret in ("T1", SECRET, OPENID, "工资", "access_token"):
            assert secret not in told
        assert "HTTP Request" in caplog.text  # httpx did log


class TestSendTemplate:
    async def test_returns_the_id_that_the_event_names(self, client, wechat):
        wechat.answers = [{"errcode": 0, "errmsg": "ok", "msgid": 200228332}]

        sent = await client.send_template(
            OPENID, "TPL", {"thing1": "已办结"}, url="https://gonghui.example/chat"
        )

        (asked,) = wechat.asked("template/send")
        assert sent == "200228332"
        assert json.loads(asked.content) == {
            "touser": OPENID,
            "template_id": "TPL",
            "data": {"thing1": {"value": "已办结"}},
            "url": "https://gonghui.example/chat",
        }


class TestSendSubscription:
    async def test_goes_to_the_account_s_own_interface(self, client, wechat):
        await client.send_subscription(OPENID, "TPL", {"thing1": "已办结"})

        (asked,) = wechat.asked("message/subscribe/bizsend")
        assert json.loads(asked.content)["template_id"] == "TPL"


class TestMedia:
    async def test_returns_the_file(self, client, wechat):
        headers = {
            "Content-Type": "image/jpeg",
            "Content-Disposition": 'attachment; filename="M1.jpg"',
        }
        wechat.answers = [httpx.Response(200, content=b"\xff\xd8", headers=headers)]

        media = await client.media("M1", largest=10)

        assert (media.content, media.media_type, media.name) == (
            b"\xff\xd8",
            "image/jpeg",
            "M1.jpg",
        )
        assert wechat.asked("media/get")[0].url.params["media_id"] == "M1"

    async def test_a_film_is_fetched_from_its_address_without_our_token(
        self, client, wechat
    ):
        film = httpx.Response(
            200, content=b"film", headers={"Content-Type": "video/mp4"}
        )
        wechat.answers = [{"video_url": "https://films.example/M2"}, film]

        media = await client.media("M2", largest=10)

        assert (media.content, media.media_type) == (b"film", "video/mp4")
        [asked] = wechat.asked("/M2")
        assert str(asked.url) == "https://films.example/M2"

    @pytest.mark.parametrize("address", [None, 7, "", "file:///etc/passwd"])
    async def test_what_is_no_address_is_no_file(self, client, wechat, address):
        wechat.answers = [{"video_url": address}]

        with pytest.raises(Unreachable, match="no file"):
            await client.media("M2", largest=10)

    async def test_an_address_leads_to_no_other(self, client, wechat):
        there = {"video_url": "https://films.example/M2"}
        wechat.answers = [there, there]

        with pytest.raises(Unreachable, match="another"):
            await client.media("M2", largest=10)

    async def test_reads_no_more_than_is_wanted(self, client, wechat):
        wechat.answers = [httpx.Response(200, content=b"x" * 11)]

        with pytest.raises(Unreachable, match="too large"):
            await client.media("M1", largest=10)

    async def test_an_error_is_no_file(self, client, wechat):
        wechat.answers = [{"errcode": 40007, "errmsg": "invalid media_id"}]

        with pytest.raises(ApiError, match="40007"):
            await client.media("M1", largest=1000)

    async def test_a_refused_token_is_renewed(self, client, wechat):
        await client.token()
        wechat.at += 30
        wechat.accepted = "T2"
        wechat.answers = [httpx.Response(200, content=b"x")]

        assert (await client.media("M1", largest=10)).content == b"x"


class TestMenu:
    async def test_none_is_none(self, client, wechat):
        wechat.answers = [{"errcode": 46003, "errmsg": "menu no exist"}]

        assert await client.menu() is None

    async def test_is_put_there_and_read_back(self, client, wechat):
        menu = {"button": [{"type": "click", "name": "会员", "key": "K"}]}
        wechat.answers = [{"errcode": 0}, {"menu": menu}]

        await client.set_menu(menu)

        assert await client.menu() == menu
        assert json.loads(wechat.asked("menu/create")[0].content) == menu


class TestCallbackAddresses:
    async def test_are_those_that_wechat_names(self, client, wechat):
        wechat.answers = [ADDRESSES]

        assert await client.callback_addresses() == ("127.0.0.1", "127.0.0.2")

    async def test_an_answer_without_them_is_none(self, client, wechat):
        wechat.answers = [{}]

        with pytest.raises(Unreachable):
            await client.callback_addresses()


class TestExchange:
    async def test_tells_who_opened_the_page(self, client, wechat):
        wechat.answers = [{"openid": OPENID, "access_token": "x"}]

        visitor = await client.exchange("the-code")

        (asked,) = wechat.asked("sns/oauth2/access_token")
        assert asked.url.params["code"] == "the-code"
        assert (visitor.openid, visitor.is_snapshot) == (OPENID, False)
        assert OPENID not in repr(visitor)

    async def test_tells_a_visitor_who_only_looks(self, client, wechat):
        wechat.answers = [{"openid": OPENID, "is_snapshotuser": 1}]

        assert (await client.exchange("the-code")).is_snapshot

    async def test_logs_neither_code_nor_secret(self, client, wechat, caplog):
        wechat.answers = [{"errcode": 40029, "errmsg": "invalid code"}]

        with caplog.at_level(logging.DEBUG), pytest.raises(ApiError):
            await client.exchange("the-code")

        assert "the-code" not in caplog.text
        assert SECRET not in caplog.text

    async def test_an_answer_that_names_nobody_is_none(self, client, wechat):
        wechat.answers = [{"access_token": "x"}]

        with pytest.raises(Unreachable):
            await client.exchange("the-code")

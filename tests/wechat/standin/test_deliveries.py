import asyncio

import httpx
import pytest
from defusedxml.ElementTree import fromstring

from wechat.crypto import Cipher, is_signed, signature
from wechat.standin import Account, create_app
from wechat.standin.happenings import to_xml

from .conftest import ME


def reply(text="您好", **changes):
    fields = {
        "ToUserName": ME,
        "FromUserName": "gh_standin0001",
        "CreateTime": 1714112445,
        "MsgType": "text",
        "Content": text,
    }
    return to_xml(fields | changes)


def seal(account, plain, **changes):
    sealed = Cipher(account.aes_key, account.app_id).encrypt(plain)
    outer = {
        "Encrypt": sealed,
        "MsgSignature": signature(account.token, "1", "2", sealed),
        "TimeStamp": "1",
        "Nonce": "2",
    }
    return to_xml(outer | changes).encode()


class TestDelivery:
    async def test_is_signed_and_sealed(self, do, callback, account):
        await do("text", content="老板欠薪]]>😀\x07")

        [request] = callback.came
        query = dict(request.url.params)
        outer = fromstring(request.content)
        sealed = outer.findtext("Encrypt")
        stamp = (account.token, query["timestamp"], query["nonce"])
        assert [child.tag for child in outer] == ["ToUserName", "Encrypt"]
        assert is_signed(query["signature"], *stamp)
        assert is_signed(query["msg_signature"], *stamp, sealed)
        inner = fromstring(Cipher(account.aes_key, account.app_id).decrypt(sealed))
        assert inner.findtext("Content") == "老板欠薪]]>😀"
        assert inner.findtext("FromUserName") == ME

    @pytest.mark.parametrize("mode", ["plain", "compatible"])
    async def test_other_modes_send_plain_words(self, mode, callback):
        account = Account("wx1", "s", "AAAAA", "A" * 43, "http://a/wechat", mode=mode)
        app = create_app(account, transport=httpx.MockTransport(callback))
        callback.answers = [reply().encode()]
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://standin"
        ) as http:
            path = f"/standin/followers/{ME}"
            await http.post(f"{path}/follow", json={})
            callback.answers = [reply("好").encode()]
            told = await http.post(f"{path}/text", json={"content": "在吗"})
        await app.state.post.close()

        root = fromstring(callback.came[-1].content)
        assert root.findtext("Content") == "在吗"
        assert (root.find("Encrypt") is None) is (mode == "plain")
        assert told.json()["reply"] == "好"

    async def test_message_ids_are_new_and_stay_in_a_repeat(self, do, callback):
        callback.answers = [httpx.ReadTimeout("late"), b"success", b"success"]
        first = await do("text", content="一")
        second = await do("text", content="二")

        ids = [message_id(request) for request in callback.came]
        assert (first["deliveries"], second["deliveries"]) == (2, 1)
        assert ids[0] == ids[1] != ids[2]


class TestAnswer:
    async def test_a_sealed_text_is_shown(self, do, seen, callback, account):
        callback.answers = [seal(account, reply("工会在"))]

        told = await do("text", content="在吗")

        assert (told["outcome"], told["reply"]) == ("reply", "工会在")
        assert (await seen())[0]["content"]["text"] == "工会在"

    @pytest.mark.parametrize("body", [b"", b"success", b" \n"])
    async def test_nothing_shows_nothing(self, do, seen, callback, body):
        callback.answers = [body]

        assert (await do("text", content="在吗"))["outcome"] == "nothing"
        assert await seen() == []

    async def test_more_than_2048_bytes_are_silently_not_shown(
        self, do, seen, callback, account
    ):
        callback.answers = [seal(account, reply("字" * 683))]

        assert (await do("text", content="在吗"))["outcome"] == "nothing"
        assert await seen() == []

    async def test_hand_over_shows_nothing(self, do, callback, account):
        plain = reply(MsgType="transfer_customer_service")
        callback.answers = [seal(account, plain)]

        assert (await do("text", content="在吗"))["outcome"] == "nothing"

    @pytest.mark.parametrize(
        "spoilt",
        [
            lambda account: b'{"errcode": 0}',
            lambda account: b"ok",
            lambda account: b"\xff\xfe",
            lambda account: reply().encode(),  # not sealed
            lambda account: seal(account, reply(), MsgSignature="0" * 40),
            lambda account: seal(account, reply(), Encrypt="AAAA"),
            lambda account: seal(account, reply(ToUserName="oOther")),
            lambda account: seal(account, reply(FromUserName="gh_other")),
            lambda account: seal(account, reply(CreateTime="now")),
            lambda account: seal(account, reply(MsgType="song")),
            lambda account: seal(account, reply("")),
            lambda account: seal(account, reply() + "x"),
            lambda account: b"<!DOCTYPE a><xml/>",
            lambda account: b"<html/>",
        ],
    )
    async def test_what_is_malformed_says_so_to_the_follower(
        self, do, seen, callback, account, spoilt
    ):
        callback.answers = [spoilt(account)]

        told = await do("text", content="在吗")

        assert (told["outcome"], told["deliveries"]) == ("unavailable", 1)
        assert [shown["kind"] for shown in await seen()] == ["unavailable"]

    async def test_another_accounts_envelope_is_malformed(self, do, callback, account):
        other = Account("wxOTHER", "s", account.token, account.aes_key, "http://a")
        callback.answers = [seal(other, reply())]

        assert (await do("text", content="在吗"))["outcome"] == "unavailable"

    async def test_after_four_deliveries_it_gives_up(self, do, seen, callback):
        callback.answers = [
            httpx.ReadTimeout("late"),
            httpx.ConnectError("away"),
            httpx.Response(502),
            httpx.RemoteProtocolError("cut"),
        ]

        told = await do("text", content="在吗")

        assert (told["outcome"], told["deliveries"]) == ("unavailable", 4)
        assert len(await seen()) == 1

    async def test_who_is_late_is_cut_off(self, do, app, callback):
        app.state.post.patience = 0.05

        async def late(request):
            callback.came.append(request)
            await asyncio.sleep(1)
            return httpx.Response(200)

        app.state.post._client = httpx.AsyncClient(
            transport=httpx.MockTransport(late), timeout=5
        )

        told = await do("text", content="在吗")

        assert (told["outcome"], len(callback.came)) == ("unavailable", 4)

    async def test_on_request_an_answer_is_lost(self, do, http, callback):
        lost = {"path": "callback", "delay": 1, "times": 2}
        await http.post("/standin/faults", json=lost)

        told = await do("text", content="在吗")

        assert (told["outcome"], told["deliveries"]) == ("nothing", 3)


class TestDeeds:
    @pytest.mark.parametrize(
        ("deed", "asked", "expected"),
        [
            ("voice", {"words": "欠薪"}, {"MsgType": "voice", "Recognition": "欠薪"}),
            ("voice", {"words": "", "recognised": True}, {"Recognition": ""}),
            ("voice", {"recognised": False}, {"Recognition": None, "Format": "amr"}),
            ("image", {}, {"MsgType": "image"}),
            ("video", {"short": True}, {"MsgType": "shortvideo"}),
            ("file", {"title": "合同.pdf"}, {"Title": "合同.pdf", "MediaId": None}),
            ("location", {"latitude": 22.6}, {"Location_X": "22.6"}),
            ("link", {"title": "新闻", "url": "https://a"}, {"Url": "https://a"}),
            ("tap", {"key": "k"}, {"Event": "CLICK", "EventKey": "k", "MsgId": None}),
            ("view", {"url": "https://a"}, {"Event": "VIEW", "EventKey": "https://a"}),
            ("unfollow", {}, {"Event": "unsubscribe"}),
            ("scan", {"scene": "gate"}, {"Event": "SCAN", "EventKey": "gate"}),
            ("whereabouts", {}, {"Event": "LOCATION", "Precision": "30.0"}),
            ("text", {"content": "满意", "menu_id": "101"}, {"bizmsgmenuid": "101"}),
            ("anything", {"fields": {"MsgType": "new"}}, {"MsgType": "new"}),
        ],
    )
    async def test_sends_what_wechat_sends(
        self, do, callback, account, deed, asked, expected
    ):
        await do("follow")

        await do(deed, **asked)

        message = opened(account, callback.came[-1])
        assert {name: message.findtext(name) for name in expected} == expected

    async def test_following_by_a_code_names_the_scene(self, do, callback, account):
        await do("follow", scene="gate-7")

        message = opened(account, callback.came[-1])
        assert message.findtext("EventKey") == "qrscene_gate-7"

    async def test_who_scans_without_following_follows(self, do, callback, account):
        await do("follow")
        await do("unfollow")

        await do("scan", scene="gate-7")

        message = opened(account, callback.came[-1])
        assert message.findtext("Event") == "subscribe"

    async def test_a_yes_names_the_notice(self, do, callback, account):
        await do("follow")
        await do("opt-in", template_id="T1")

        message = opened(account, callback.came[-1])
        told = message.find("SubscribeMsgPopupEvent/List")
        assert told.findtext("TemplateId") == "T1"
        assert told.findtext("SubscribeStatusString") == "accept"

    async def test_who_does_not_follow_cannot_write(self, http, callback):
        path = "/standin/followers/oDEMO0000000000000000000002/text"

        answer = await http.post(path, json={"content": "在吗"})

        assert (answer.status_code, callback.came) == (409, [])

    @pytest.mark.parametrize(
        ("deed", "body", "status"),
        [
            ("fly", {}, 404),
            ("location", {"latitude": "north"}, 400),
            ("anything", {}, 400),
        ],
    )
    async def test_refuses_what_cannot_be(self, http, do, deed, body, status):
        await do("follow")

        answer = await http.post(f"/standin/followers/{ME}/{deed}", json=body)

        assert answer.status_code == status


class TestVerify:
    async def test_the_echo_is_wanted_verbatim(self, http, callback):
        async def echo(request):
            return httpx.Response(200, text=request.url.params["echostr"])

        async def other(request):
            return httpx.Response(200, text="ok")

        for answer, expected in ((echo, True), (other, False)):
            client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
            app_post = http._transport.app.state.post
            app_post._client = client

            told = await http.post("/standin/verify", json={})

            assert told.json() == {"ok": expected}


def opened(account, request):
    sealed = fromstring(request.content).findtext("Encrypt")
    return fromstring(Cipher(account.aes_key, account.app_id).decrypt(sealed))


def message_id(request):
    sealed = fromstring(request.content).findtext("Encrypt")
    inner = Cipher("A" * 43, "wxDEMO0000000001").decrypt(sealed)
    return fromstring(inner).findtext("MsgId")

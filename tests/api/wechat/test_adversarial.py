"""Whoever is not WeChat gets nowhere: no word, no record, no trace of what was sent."""

import logging
import time

import pytest
from sqlalchemy import func, select

from api.wechat.receiver import Receiver
from helpdesk.models import Base
from tests.api.wechat.conftest import APP_ID, KEY, OPENID, OTHER, TOKEN, xml
from wechat.crypto import Cipher, signature

SECRET = "密语13800138000"
NONCE = "1514711492"
ENTITIES = "".join(
    f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 10)
)
LAUGHS = f'<!DOCTYPE xml [<!ENTITY l0 "{SECRET}">{ENTITIES}]>'
FILE = '<!DOCTYPE xml [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd">'


def query(encrypted="", *, at=0, **more):
    moment = str(int(time.time()) + at)
    return {
        "signature": signature(TOKEN, moment, NONCE),
        "timestamp": moment,
        "nonce": NONCE,
        "openid": OPENID,
        "encrypt_type": "aes",
        "msg_signature": signature(TOKEN, moment, NONCE, encrypted),
    } | more


def envelope(encrypted):
    return f"<xml><ToUserName>gh_demo</ToUserName><Encrypt>{encrypted}</Encrypt></xml>"


def message():
    return xml(OPENID, "text", Content=SECRET, MsgId=7)


def closed(inside=None, *, key=KEY, app_id=APP_ID):
    return Cipher(key, app_id).encrypt(message() if inside is None else inside)


def last_flipped(encrypted):
    """Change the block before the last: the padding is wrong, the base64 is right."""
    place = -60
    other = "A" if encrypted[place] != "A" else "B"
    return encrypted[:place] + other + encrypted[place + 1 :]


@pytest.fixture
async def rows(sessions):
    async def count():
        async with sessions() as session:
            return {
                table.name: await session.scalar(
                    select(func.count()).select_from(table)
                )
                for table in Base.metadata.sorted_tables
            }

    return count


@pytest.fixture
def untouched(client, rows, caplog):
    """Send something, and check that it left nothing anywhere."""
    caplog.set_level(logging.DEBUG)

    async def send(method="POST", **request):
        before = await rows()
        response = await client.request(method, "/wechat", **request)
        assert await rows() == before
        assert "json" not in response.headers["content-type"]
        assert "api.faults" not in {record.name for record in caplog.records}
        ours = [
            r for r in caplog.records if r.name.split(".")[0] in ("api", "helpdesk")
        ]
        assert not [record for record in caplog.records if record.exc_info]
        for record in ours:
            assert SECRET not in record.getMessage()
            assert OPENID not in record.getMessage()
        return response

    return send


@pytest.fixture
def refused(untouched):
    """Send something that is refused without a word."""

    async def send(method="POST", *, status=403, **request):
        response = await untouched(method, **request)
        assert (response.status_code, response.content) == (status, b"")
        assert response.headers["content-type"].startswith("text/plain")

    return send


class TestRefused:
    async def test_wrong_signature(self, refused):
        encrypted = closed()

        await refused(
            params=query(encrypted, msg_signature="0" * 40), content=envelope(encrypted)
        )

    async def test_signature_of_another_token(self, refused):
        encrypted, moment = closed(), str(int(time.time()))
        forged = signature("guessed", moment, NONCE, encrypted)

        await refused(
            params=query(encrypted, timestamp=moment, msg_signature=forged),
            content=envelope(encrypted),
        )

    async def test_signature_of_another_message(self, refused):
        await refused(params=query(closed()), content=envelope(closed()))

    async def test_no_query_at_all(self, refused):
        await refused(content=envelope(closed()))

    @pytest.mark.parametrize("at", [-301, -86_400, 302])
    async def test_replayed_at_another_time(self, refused, at):
        encrypted = closed()

        await refused(params=query(encrypted, at=at), content=envelope(encrypted))

    async def test_another_account(self, refused):
        encrypted = closed(app_id="wxSOMEBODYELSE01")

        await refused(params=query(encrypted), content=envelope(encrypted))

    async def test_another_key(self, refused):
        encrypted = closed(key="z" * 43)

        await refused(params=query(encrypted), content=envelope(encrypted))

    async def test_broken_padding(self, refused):
        encrypted = last_flipped(closed())

        await refused(params=query(encrypted), content=envelope(encrypted))

    @pytest.mark.parametrize("cut", [1, 2, 3, 4, 44, -1])
    async def test_truncated(self, refused, cut):
        encrypted = closed()[:-cut] if cut > 0 else ""

        await refused(params=query(encrypted), content=envelope(encrypted))

    @pytest.mark.parametrize("doctype", [LAUGHS, FILE, REMOTE])
    async def test_entities_around_the_envelope(self, refused, doctype):
        encrypted = closed()
        body = doctype + envelope("&l9;")

        await refused(params=query(encrypted), content=body)

    async def test_a_megabyte(self, refused):
        await refused(
            params=query("A" * 1_000_000),
            content=envelope("A" * 1_000_000),
            status=413,
        )

    async def test_a_plain_body_in_safe_mode(self, refused):
        await refused(params=query(), content=message())

    async def test_a_plain_body_that_says_it_is_raw(self, refused):
        await refused(params=query(encrypt_type="raw"), content=message())

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"<xml></xml>", id="no envelope"),
            pytest.param(b'{"Encrypt": "AAAA"}', id="JSON"),
            pytest.param(b"\x1f\x8b\x08\x00\x00", id="compressed"),
            pytest.param(b"\xef\xbb\xbf\xff", id="not UTF-8"),
            pytest.param(envelope("工").encode("gbk"), id="GBK"),
            pytest.param(envelope("AAAA").encode("utf-16"), id="UTF-16"),
            pytest.param(
                b'<?xml version="1.0" encoding="utf-16"?>' + envelope("AAAA").encode(),
                id="says UTF-16",
            ),
        ],
    )
    async def test_no_envelope(self, refused, body):
        await refused(params=query("AAAA"), content=body)

    @pytest.mark.parametrize(
        "header",
        [
            {"Content-Type": "application/json"},
            {"Content-Type": b"\xff"},
            {"Content-Encoding": "gzip"},
            {"X-HTTP-Method-Override": "GET"},
            {"Host": "evil.example"},
            {"Accept": "application/json"},
            {"Authorization": "Basic " + "A" * 4000},
        ],
    )
    async def test_odd_headers(self, refused, header):
        await refused(
            params=query(closed()), content=envelope(closed()), headers=header
        )

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
    async def test_other_methods(self, refused, method):
        await refused(method, params=query(), status=405)

    async def test_a_json_answer_is_never_given_to_who_asks_for_one(self, refused):
        await refused(
            "PUT", params=query(), status=405, headers={"Accept": "application/json"}
        )

    async def test_who_hangs_up_while_speaking_is_no_fault_of_ours(self, app, caplog):
        said = [{"type": "http.request", "body": b"<xml>", "more_body": True}]
        answered = []

        async def receive():
            return said.pop() if said else {"type": "http.disconnect"}

        async def send(message):
            answered.append(message)

        await app(
            {
                "type": "http",
                "method": "POST",
                "path": "/wechat",
                "query_string": b"",
                "headers": [],
            },
            receive,
            send,
        )

        assert answered[0]["status"] == 400
        assert "api.faults" not in {record.name for record in caplog.records}


class TestVerify:
    @pytest.mark.parametrize(
        "echo",
        [
            "",
            "<script>alert(1)</script>",
            "工会",
            "a b",
            "\x00",
            "1\r\nX: y",
            "x" * 9_000,
        ],
    )
    async def test_an_odd_echo_is_not_echoed(self, refused, echo):
        await refused("GET", params=query(echostr=echo))

    async def test_an_unsigned_echo_is_not_echoed(self, refused):
        await refused("GET", params=query(echostr="1", signature="0" * 40))

    async def test_a_parameter_given_twice_is_no_way_in(self, refused):
        both = [*query(echostr="1").items(), ("signature", "0" * 40)]

        await refused("GET", params=both)


class TestSuccess:
    """WeChat itself said it: an error would be shown to the follower."""

    @pytest.mark.parametrize(
        "inside",
        [
            pytest.param("", id="nothing"),
            pytest.param(SECRET, id="no XML"),
            pytest.param("\x00" * 40, id="NUL"),
            pytest.param(LAUGHS + "<xml><Content>&l9;</Content></xml>", id="laughs"),
            pytest.param(FILE + "<xml><Content>&l9;</Content></xml>", id="file"),
            pytest.param(REMOTE + "<xml/>", id="remote DTD"),
            pytest.param("<a>" * 10_000, id="deep"),
            pytest.param(xml("", "text", Content=SECRET, MsgId=7), id="nobody"),
            pytest.param(xml("o x", "text", Content=SECRET, MsgId=7), id="odd sender"),
            pytest.param(xml("o" * 900, "text", Content=SECRET, MsgId=7), id="long"),
            pytest.param(xml(OPENID, "text", Content=SECRET), id="no number"),
            pytest.param(xml(OPENID, "text", MsgId=7), id="no words"),
            pytest.param(xml(OPENID, "text", Content=SECRET, MsgId="٣"), id="digits"),
            pytest.param(xml(OPENID, "voice", MsgId=7), id="no media"),
            pytest.param(xml(OPENID, "image", MediaId="a b", MsgId=7), id="odd media"),
            pytest.param(
                xml(OPENID, "location", Location_X="nan", Location_Y="1", MsgId=7),
                id="no place",
            ),
            pytest.param(xml(OPENID, "event"), id="no event"),
            pytest.param(
                xml(OPENID, "event", Event="SCAN", EventKey="s" * 65), id="key"
            ),
            pytest.param(
                xml(OPENID, "hologram", Content=SECRET, MsgId=7), id="unknown"
            ),
            pytest.param(xml(OPENID, "event", Event="telepathy"), id="unknown event"),
        ],
    )
    async def test_what_cannot_be_read(self, untouched, inside):
        encrypted = closed(inside)

        response = await untouched(params=query(encrypted), content=envelope(encrypted))

        assert (response.status_code, response.content) == (200, b"success")

    async def test_a_fault_of_ours_leaves_no_words_in_the_log(
        self, client, monkeypatch, caplog
    ):
        async def fail(*_):
            raise RuntimeError(f"{SECRET} {OPENID}")

        monkeypatch.setattr(Receiver, "_record", fail)
        encrypted = closed()

        response = await client.post(
            "/wechat", params=query(encrypted), content=envelope(encrypted)
        )

        assert response.status_code == 200
        assert SECRET not in caplog.text
        assert OPENID not in caplog.text
        assert "Traceback" not in caplog.text


class TestReplay:
    async def test_what_was_said_once_is_not_said_again(self, wechat, bot):
        first = await wechat.say("老板不发工资", number=7)

        replayed = await wechat.say("老板不发工资", number=7)

        assert replayed.text == first.text
        assert bot.texts == ["老板不发工资"]

    async def test_the_sender_is_who_the_envelope_names(self, client, followed):
        encrypted = closed()

        await client.post(
            "/wechat",
            params=query(encrypted, openid=OTHER),
            content=envelope(encrypted),
        )

        assert [message.text for message in await followed.messages()] == [SECRET]
        assert await followed.messages(OTHER) == []

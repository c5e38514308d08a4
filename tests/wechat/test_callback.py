"""Who may speak in which mode, and how the answer is closed."""

import pytest

from wechat.callback import Callback, Mode
from wechat.crypto import is_signed
from wechat.errors import (
    BadCipher,
    BadKey,
    BadSignature,
    BadXml,
    Rejected,
    Stale,
    WrongApp,
)
from wechat.fields import parse

ENTITIES = "".join(
    f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 10)
)
LAUGHS = (
    f'<!DOCTYPE xml [<!ENTITY l0 "ha">{ENTITIES}]><xml><Encrypt>&l9;</Encrypt></xml>'
)
FOREIGN = (
    '<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    "<xml><Encrypt>&file;</Encrypt></xml>"
)


class TestCallback:
    @pytest.mark.parametrize("mode", [Mode.safe, Mode.compatible])
    def test_encryption_needs_a_key(self, mode):
        with pytest.raises(BadKey):
            Callback("token", "wxapp", (), mode)

    def test_plain_needs_none(self):
        Callback("token", "wxapp", (), Mode.plain)


class TestChallenge:
    @pytest.mark.parametrize("mode", Mode)
    def test_returns_the_echo_in_every_mode(self, platform, mode):
        query = platform.query() | {"echostr": "4375120948345356249"}

        assert platform.callback(mode).challenge(query) == "4375120948345356249"

    @pytest.mark.parametrize(
        "echo", ["", "<script>", "中文", "a b", "a\nb", "x" * 257, "\udc80", "\x00"]
    )
    def test_refuses_an_echo_that_could_be_a_page(self, platform, echo):
        with pytest.raises(Rejected):
            platform.callback().challenge(platform.query() | {"echostr": echo})

    def test_refuses_without_an_echo(self, platform):
        with pytest.raises(Rejected):
            platform.callback().challenge(platform.query())

    @pytest.mark.parametrize("missing", ["signature", "timestamp", "nonce"])
    def test_refuses_what_is_not_signed(self, platform, missing):
        query = platform.query() | {"echostr": "1"}
        del query[missing]

        with pytest.raises(BadSignature):
            platform.callback().challenge(query)


class TestOpen:
    def test_safe_mode_opens_the_envelope(self, platform, text_xml, now):
        query, body = platform.delivery(text_xml)

        opened = platform.callback().open(query, body, now=now)

        assert opened.xml == text_xml
        assert opened.nonce == platform.nonce
        assert opened.cipher is not None

    def test_plain_mode_takes_the_body(self, platform, text_xml, now):
        opened = platform.callback(Mode.plain).open(
            platform.query(), text_xml.encode(), now=now
        )

        assert opened.xml == text_xml
        assert opened.cipher is None

    def test_compatible_mode_trusts_the_envelope_only(self, platform, xml_of, now):
        encrypted = platform.cipher().encrypt("<xml>true</xml>")
        body = xml_of("text", Content="forged", Encrypt=encrypted).encode()

        opened = platform.callback(Mode.compatible).open(
            platform.query(encrypted=encrypted), body, now=now
        )

        assert opened.xml == "<xml>true</xml>"

    def test_compatible_mode_takes_plain_too(self, platform, text_xml, now):
        opened = platform.callback(Mode.compatible).open(
            platform.query(), text_xml.encode(), now=now
        )

        assert opened.xml == text_xml

    def test_compatible_mode_checks_the_second_signature(self, platform, text_xml, now):
        query, body = platform.delivery(text_xml)
        query["msg_signature"] = query["signature"]

        with pytest.raises(BadSignature):
            platform.callback(Mode.compatible).open(query, body, now=now)

    @pytest.mark.parametrize("extra", [{}, {"encrypt_type": "raw"}])
    def test_safe_mode_refuses_a_plain_body(self, platform, text_xml, now, extra):
        query = platform.query() | extra

        with pytest.raises(BadXml):
            platform.callback().open(query, text_xml.encode(), now=now)

    def test_safe_mode_does_not_trust_the_first_signature(
        self, platform, text_xml, now
    ):
        query, body = platform.delivery(text_xml)
        del query["msg_signature"]

        with pytest.raises(BadSignature):
            platform.callback().open(query, body, now=now)

    def test_the_first_signature_is_not_asked_for_in_safe_mode(
        self, platform, text_xml, now
    ):
        query, body = platform.delivery(text_xml)
        query["signature"] = "0" * 40

        assert platform.callback().open(query, body, now=now).xml == text_xml

    def test_plain_mode_refuses_a_wrong_signature(self, platform, text_xml, now):
        query = platform.query() | {"signature": "0" * 40}

        with pytest.raises(BadSignature):
            platform.callback(Mode.plain).open(query, text_xml.encode(), now=now)

    def test_refuses_an_envelope_that_was_not_signed(self, platform, text_xml, now):
        query, _ = platform.delivery(text_xml)
        _, another = platform.delivery(text_xml)

        with pytest.raises(BadSignature):
            platform.callback().open(query, another, now=now)

    @pytest.mark.parametrize("late", [301, -301, 86_400, 10**9])
    @pytest.mark.parametrize("mode", Mode)
    def test_refuses_what_was_signed_at_another_time(
        self, platform, text_xml, now, late, mode
    ):
        query, body = platform.delivery(text_xml)

        with pytest.raises(Stale):
            platform.callback(mode).open(query, body, now=now + late)

    @pytest.mark.parametrize("late", [300, -300, 0.5])
    def test_allows_for_clocks_that_differ(self, platform, text_xml, now, late):
        query, body = platform.delivery(text_xml)

        assert platform.callback().open(query, body, now=now + late).xml == text_xml

    @pytest.mark.parametrize(
        "moment",
        ["", "soon", "1e9", "-1764000000", "１７６４００００００", "17640000000"],
    )
    def test_refuses_a_time_that_is_none(self, platform, text_xml, now, moment):
        query, body = platform.delivery(text_xml, now=moment)

        with pytest.raises(Stale):
            platform.callback().open(query, body, now=now)

    def test_digits_of_the_nonce_do_not_move_into_the_time(
        self, platform, text_xml, now
    ):
        query, body = platform.delivery(text_xml)
        query["timestamp"] += query["nonce"][0]
        query["nonce"] = query["nonce"][1:]

        with pytest.raises(Rejected):
            platform.callback().open(query, body, now=now)

    def test_refuses_another_accounts_envelope(self, platform, text_xml, now):
        cipher = platform.cipher(app_id="wxanother")

        with pytest.raises(WrongApp):
            platform.callback(keys=1).open(
                *platform.delivery(text_xml, cipher=cipher), now=now
            )

    def test_refuses_a_key_of_long_ago(self, platform, text_xml, now):
        cipher = platform.cipher(key="x" * 43)

        with pytest.raises(Rejected):
            platform.callback().open(
                *platform.delivery(text_xml, cipher=cipher), now=now
            )

    @pytest.mark.parametrize("cut", [1, 3, 4, 20])
    def test_refuses_a_signed_envelope_that_is_cut(self, platform, text_xml, now, cut):
        encrypted = platform.cipher().encrypt(text_xml)[:-cut]
        query = platform.query(encrypted=encrypted)

        with pytest.raises((BadCipher, BadXml)):
            platform.callback(keys=1).open(query, platform.envelope(encrypted), now=now)

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"\x00", id="NUL"),
            pytest.param(b"\xff\xfe<\x00x\x00", id="UTF-16"),
            pytest.param("<xml><Encrypt>工".encode("gbk"), id="GBK"),
            pytest.param(b'{"Encrypt":"AAAA"}', id="JSON"),
            pytest.param(b"<xml><Encrypt>AAAA</Encrypt>", id="not closed"),
            pytest.param(b"<xml></xml>", id="no envelope"),
            pytest.param(b"<html><Encrypt>AAAA</Encrypt></html>", id="another root"),
            pytest.param(b"<xml><Encrypt/></xml>", id="empty envelope"),
            pytest.param(
                b"<xml><Encrypt>A</Encrypt><Encrypt>B</Encrypt></xml>", id="two"
            ),
            pytest.param(b"<xml><Encrypt><a/>AA</Encrypt></xml>", id="nested"),
            pytest.param(LAUGHS.encode(), id="billion laughs"),
            pytest.param(FOREIGN.encode(), id="external entity"),
            pytest.param(
                b"<?xml version='1.0' encoding='gbk'?><xml><Encrypt>A</Encrypt></xml>",
                id="declares another encoding",
            ),
            pytest.param(b"<xml><Encrypt>A\x00</Encrypt></xml>", id="NUL inside"),
            pytest.param(b"<a>" * 20_000, id="deep"),
        ],
    )
    @pytest.mark.parametrize("mode", [Mode.safe, Mode.compatible])
    def test_refuses_a_body_that_is_no_envelope(self, platform, now, body, mode):
        with pytest.raises(BadXml):
            platform.callback(mode).open(platform.query(encrypted="A"), body, now=now)

    def test_no_refusal_quotes_the_body(self, platform, now):
        body = b"<xml><Geheim>13800138000</Geheim><Encrypt>\xe5</Encrypt></xml>"

        with pytest.raises(Rejected) as refused:
            platform.callback().open(platform.query(encrypted="A"), body, now=now)

        assert "138" not in str(refused.value)
        assert refused.value.__cause__ is None


class TestSeal:
    def sealed(self, platform, reply, *, opened, now):
        """Close a reply and return its fields, checked as WeChat checks them."""
        body = platform.callback().seal(reply, opened, now=now + 2.5)
        fields = parse(body.decode())
        encrypted = fields.text("Encrypt")
        moment, nonce = fields.text("TimeStamp"), fields.text("Nonce")
        assert (moment, nonce) == (str(now + 2), platform.nonce)
        given = fields.text("MsgSignature")
        assert is_signed(given, platform.token, moment, nonce, encrypted)
        return encrypted

    @pytest.mark.parametrize("key", ["key", "previous_key"])
    def test_closes_with_the_key_that_opened(self, platform, text_xml, now, key):
        cipher = platform.cipher(key=getattr(platform, key))
        delivery = platform.delivery(text_xml, cipher=cipher)
        opened = platform.callback().open(*delivery, now=now)

        encrypted = self.sealed(platform, "<xml>好</xml>", opened=opened, now=now)

        assert cipher.decrypt(encrypted) == "<xml>好</xml>"

    @pytest.mark.parametrize("mode", [Mode.plain, Mode.compatible])
    def test_plain_is_answered_in_plain(self, platform, text_xml, now, mode):
        callback = platform.callback(mode)
        opened = callback.open(platform.query(), text_xml.encode(), now=now)

        assert (
            callback.seal("<xml>好</xml>", opened, now=now) == "<xml>好</xml>".encode()
        )

    @pytest.mark.parametrize("mode", Mode)
    def test_no_reply_is_success_in_every_mode(self, platform, text_xml, now, mode):
        callback = platform.callback(mode)
        opened = callback.open(*platform.delivery(text_xml), now=now)

        assert callback.seal("", opened, now=now) == b"success"

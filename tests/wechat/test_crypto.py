"""The official examples, wechatpy's opinion, and envelopes that are damaged."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import check_signature, to_binary

from wechat.crypto import Cipher, is_signed, signature
from wechat.errors import BadCipher, BadKey, WrongApp
from wechat.fields import parse
from wechat.text import clean

# Tencent's own examples: developers.weixin.qq.com, “消息加解密说明”.
TOKEN = "AAAAA"
KEY = "A" * 43
APP = "wxba5fad812f8e6fb9"
NONCE = "415670741"
ENCRYPTED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMk"
    "Uyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7Ggia"
    "viNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIj"
    "df8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
REPLY = '{"demo_resp":"good luck"}'
ENCRYPTED_REPLY = (
    "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L3"
    "2tmxSQ=="
)

# Whatever a person can write or a program can send, as far as XML can carry it.
texts = st.text(max_size=3000).map(clean)


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(KEY, APP)


def closed(inside: bytes) -> str:
    """Encrypt bytes as they are, padding and all."""
    assert len(inside) % 16 == 0
    encryptor = Cipher(KEY, APP)._block.encryptor()
    return base64.b64encode(encryptor.update(inside)).decode()


def full(text: bytes, *, app: bytes = APP.encode(), length: int | None = None) -> bytes:
    size = len(text) if length is None else length
    return b"r" * 16 + size.to_bytes(4, "big") + text + app


def padded(inside: bytes, *, to: int = 32) -> bytes:
    missing = to - len(inside) % to
    return inside + bytes([missing]) * missing


class TestSignature:
    def test_official_example_of_the_address_check(self):
        signed = signature(TOKEN, "1714036504", "1514711492")

        assert signed == "f464b24fc39322e44b38aa78f5edd27bd1441696"

    def test_official_example_of_a_delivery(self):
        signed = signature(TOKEN, "1714112445", NONCE, ENCRYPTED)

        assert signed == "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"

    def test_official_example_of_a_reply(self):
        signed = signature(TOKEN, "1713424427", NONCE, ENCRYPTED_REPLY)

        assert signed == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"

    def test_order_of_the_parts_does_not_matter(self):
        assert signature("b", "a", "c") == signature("c", "b", "a")

    @given(token=texts, moment=texts, nonce=texts)
    def test_wechatpy_agrees(self, token, moment, nonce):
        check_signature(token, signature(token, moment, nonce), moment, nonce)


class TestIsSigned:
    def test_accepts_the_right_one(self):
        right = "f464b24fc39322e44b38aa78f5edd27bd1441696"

        assert is_signed(right, TOKEN, "1714036504", "1514711492")

    @pytest.mark.parametrize(
        "wrong",
        [
            *("", "f464", "f464b24fc39322e44b38aa78f5edd27bd1441697", "签名", "\udc80"),
            "F464B24FC39322E44B38AA78F5EDD27BD1441696",
            " f464b24fc39322e44b38aa78f5edd27bd1441696",
        ],
    )
    def test_refuses_every_other(self, wrong):
        assert not is_signed(wrong, TOKEN, "1714036504", "1514711492")

    def test_refuses_what_another_token_signed(self):
        assert not is_signed(signature("x", "1", "2"), "y", "1", "2")


class TestCipher:
    @pytest.mark.parametrize(
        "key", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "中" * 43, "A" * 42 + "\n"]
    )
    def test_refuses_what_is_no_key(self, key):
        with pytest.raises(BadKey):
            Cipher(key, APP)

    def test_a_refused_key_is_not_told(self):
        with pytest.raises(BadKey) as refused:
            Cipher("Geheim" * 7, APP)

        assert "Geheim" not in str(refused.value)


class TestEncrypt:
    def test_official_example(self, cipher):
        given_random = cipher.encrypt(REPLY, random=b"707722b803182950")

        assert given_random == ENCRYPTED_REPLY

    def test_no_two_envelopes_are_alike(self, cipher):
        assert cipher.encrypt(REPLY) != cipher.encrypt(REPLY)

    @given(text=texts)
    def test_wechatpy_opens_what_we_close(self, text):
        encrypted = Cipher(KEY, APP).encrypt(text)

        opened = PrpCrypto(base64.b64decode(KEY + "=")).decrypt(encrypted, APP)

        assert to_binary(opened) == text.encode()


class TestDecrypt:
    def test_official_example(self, cipher):
        opened = cipher.decrypt(ENCRYPTED)

        assert '"debug_str":"hello world"' in opened

    def test_official_reply(self, cipher):
        assert cipher.decrypt(ENCRYPTED_REPLY) == REPLY

    @given(text=texts)
    def test_opens_what_wechatpy_closes(self, text):
        encrypted = PrpCrypto(base64.b64decode(KEY + "=")).encrypt(text, APP)

        assert Cipher(KEY, APP).decrypt(encrypted.decode()) == text

    @given(text=texts)
    def test_gives_back_what_was_closed(self, text):
        cipher = Cipher(KEY, APP)

        assert cipher.decrypt(cipher.encrypt(text)) == text

    def test_a_whole_reply_of_wechatpy_is_signed_and_opens(self, cipher):
        theirs = WeChatCrypto(TOKEN, KEY, APP).encrypt_message("<xml/>", NONCE, "1")
        fields = parse(theirs)
        encrypted = fields.text("Encrypt")

        assert is_signed(fields.text("MsgSignature"), TOKEN, "1", NONCE, encrypted)
        assert cipher.decrypt(encrypted) == "<xml/>"

    @pytest.mark.parametrize("size", range(11, 43 + 32))
    def test_every_length_of_padding(self, cipher, size):
        text = "x" * size

        assert cipher.decrypt(cipher.encrypt(text)) == text

    @pytest.mark.parametrize(
        "damaged",
        [
            pytest.param("", id="nothing"),
            pytest.param(ENCRYPTED[:-1], id="truncated base64"),
            pytest.param(ENCRYPTED[:-4], id="truncated block"),
            pytest.param(ENCRYPTED[:64], id="only the beginning"),
            pytest.param("*" + ENCRYPTED[1:], id="foreign character"),
            pytest.param(ENCRYPTED[:76] + "\n" + ENCRYPTED[76:], id="line break"),
            pytest.param("工" + ENCRYPTED[1:], id="Chinese"),
            pytest.param(ENCRYPTED + "AAAA", id="something after the end"),
            pytest.param(closed(b"\x00" * 64), id="padding of nothing"),
            pytest.param(closed(full(b"x" * 25) + b"\x21" * 33), id="of 33 bytes"),
            pytest.param(
                closed(padded(full(b"ab"))[:-2] + b"\x00\x0a"), id="one byte of it"
            ),
            pytest.param(closed(padded(full(b"x" * 26), to=16)), id="of 16 bytes"),
            pytest.param(closed(padded(full(b"ab", length=99))), id="length too long"),
            pytest.param(
                closed(padded(full(b"", length=2**32 - 1))), id="giant length"
            ),
            pytest.param(closed(padded(b"short")), id="no length at all"),
            pytest.param(closed(padded(full(b"\xff\xfe"))), id="not UTF-8"),
        ],
    )
    def test_refuses_a_damaged_envelope(self, cipher, damaged):
        with pytest.raises(BadCipher):
            cipher.decrypt(damaged)

    @pytest.mark.parametrize(
        "app", [b"", b"wxanother", APP.encode() + b"x", APP.encode()[:-1], b"\xff"]
    )
    def test_refuses_an_envelope_for_another_account(self, cipher, app):
        with pytest.raises(WrongApp):
            cipher.decrypt(closed(padded(full(b"hello", app=app))))

    def test_refuses_a_length_that_cuts_the_account(self, cipher):
        with pytest.raises(WrongApp):
            cipher.decrypt(closed(padded(full(b"hello", length=6))))

    def test_another_key_does_not_open(self):
        with pytest.raises((BadCipher, WrongApp)):
            Cipher("B" * 43, APP).decrypt(ENCRYPTED)

    @given(place=st.integers(0, 255), change=st.integers(1, 255))
    def test_a_changed_byte_never_gives_the_text(self, place, change):
        changed = bytearray(base64.b64decode(ENCRYPTED))
        changed[place % len(changed)] ^= change
        envelope = base64.b64encode(changed).decode()

        try:
            opened = Cipher(KEY, APP).decrypt(envelope)
        except (BadCipher, WrongApp):
            return

        assert opened != Cipher(KEY, APP).decrypt(ENCRYPTED)

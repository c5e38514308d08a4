"""WeChat's side of a callback: writes deliveries and understands the answers."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from wechat.crypto import Cipher, is_signed, signature
from wechat.fields import parse
from wechat.text import cdata

ACCOUNT = "gh_benchmark001"
SUCCESS = b"success"

type Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a follower sees of an answer; nothing on ``success``."""

    openid: str
    content: str


@dataclass(frozen=True, slots=True)
class Platform:
    """An account with keys of its own; nobody else knows them."""

    app_id: str
    token: str
    key: str

    @classmethod
    def invent(cls) -> Platform:
        """Make up an account."""
        return cls(
            "wx" + secrets.token_hex(8), secrets.token_hex(8), "b3Nch" * 8 + "A1w"
        )

    @property
    def cipher(self) -> Cipher:
        """Return what closes the envelopes of this account."""
        return Cipher(self.key, self.app_id)

    def signed(self, encrypted: str, *, openid: str) -> Query:
        """Return the query of a delivery in safe mode."""
        moment, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        return {
            "signature": signature(self.token, moment, nonce),
            "timestamp": moment,
            "nonce": nonce,
            "openid": openid,
            "encrypt_type": "aes",
            "msg_signature": signature(self.token, moment, nonce, encrypted),
        }

    def delivery(self, xml: str, *, openid: str) -> tuple[Query, bytes]:
        """Return the query and the body of a delivery in safe mode."""
        encrypted = self.cipher.encrypt(xml)
        return self.signed(encrypted, openid=openid), envelope(encrypted)

    def understood(self, body: bytes) -> Answer | None:
        """Read an answer as WeChat does.

        Raises:
            ValueError: WeChat would tell the follower that the account is out of order.
            Rejected: Likewise.
        """
        if body in (b"", SUCCESS):
            return None
        closed = parse(body.decode())
        encrypted = closed.text("Encrypt")
        told = closed.text("TimeStamp"), closed.text("Nonce"), encrypted
        if not is_signed(closed.text("MsgSignature"), self.token, *told):
            raise ValueError("the answer is not signed")
        inside = parse(self.cipher.decrypt(encrypted))
        if inside.text("FromUserName") != ACCOUNT or inside.text("MsgType") != "text":
            raise ValueError("the answer is not the account's")
        return Answer(inside.text("ToUserName"), inside.text("Content"))


def envelope(encrypted: str) -> bytes:
    """Write the body of a delivery in safe mode."""
    receiver, closed = cdata(ACCOUNT), cdata(encrypted)
    return (
        f"<xml><ToUserName>{receiver}</ToUserName><Encrypt>{closed}</Encrypt></xml>"
    ).encode()


def written(openid: str, kind: str, **fields: str) -> str:
    """Write a message or an event."""
    inside = "".join(f"<{name}>{cdata(text)}</{name}>" for name, text in fields.items())
    return (
        f"<xml><ToUserName>{cdata(ACCOUNT)}</ToUserName>"
        f"<FromUserName>{cdata(openid)}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime>"
        f"<MsgType>{cdata(kind)}</MsgType>{inside}</xml>"
    )

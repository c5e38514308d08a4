"""Deliveries as they go out, and the account's answers as they come back."""

import secrets
import time
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from wechat.crypto import Cipher, is_signed, signature
from wechat.errors import WeChatError
from wechat.standin.account import Account
from wechat.standin.happenings import Fields, to_xml

SHOWN_BYTES = 2048  # a longer text is not shown, and nobody is told
SILENT = frozenset(("transfer_customer_service",))


class Malformed(Exception):
    """The account's answer is not what WeChat expects; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery: what stands in the address, and the body."""

    query: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What the follower is shown."""

    kind: str
    text: str
    element: Element


def pack(account: Account, fields: Fields, *, openid: str) -> Envelope:
    """Sign a delivery, and encrypt it as the account's mode says."""
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    query = signed(account, timestamp, nonce) | {"openid": openid}
    plain = to_xml(fields)
    if account.mode == "plain":
        return Envelope(query, plain.encode())
    sealed = Cipher(account.aes_key, account.app_id).encrypt(plain)
    outer: Fields = {"ToUserName": account.original_id, "Encrypt": sealed}
    if account.mode == "compatible":
        outer = fields | {"Encrypt": sealed}
    query |= {
        "encrypt_type": "aes",
        "msg_signature": signature(account.token, timestamp, nonce, sealed),
    }
    return Envelope(query, to_xml(outer).encode())


def signed(account: Account, timestamp: str, nonce: str) -> dict[str, str]:
    """Return the part of the address that proves WeChat."""
    return {
        "signature": signature(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
    }


def read(account: Account, body: bytes, *, openid: str) -> Reply | None:
    """Read an answer as WeChat does; None shows nothing.

    Raises:
        Malformed: The follower is told that the account is out of order.
    """
    if body.strip() in (b"", b"success"):
        return None
    reply = _parse(body)
    if reply.find("Encrypt") is not None:
        reply = _parse(_decrypt(account, reply).encode())
    elif account.mode == "safe":
        raise Malformed("the answer is not encrypted")
    if reply.findtext("ToUserName") != openid:
        raise Malformed("the answer is for somebody else")
    if reply.findtext("FromUserName") != account.original_id:
        raise Malformed("the answer is from another account")
    if not (reply.findtext("CreateTime") or "").isdecimal():
        raise Malformed("the answer has no time")
    return _shown(reply)


def _shown(reply: Element) -> Reply | None:
    kind = reply.findtext("MsgType") or ""
    if kind in SILENT:
        return None
    words = reply.findtext("Content") or ""
    if kind == "text" and not words:
        raise Malformed("the answer has no words")
    if kind not in ("text", "image", "voice", "video", "music", "news"):
        raise Malformed("the answer has no known kind")
    if len(words.encode()) > SHOWN_BYTES:
        return None
    return Reply(kind, words, reply)


def _parse(body: bytes) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Malformed("the answer is no XML") from None
    if root.tag != "xml":
        raise Malformed("the answer's root is not xml")
    return root


def _decrypt(account: Account, reply: Element) -> str:
    names = ("TimeStamp", "Nonce", "Encrypt")
    timestamp, nonce, sealed = (reply.findtext(name) or "" for name in names)
    given = reply.findtext("MsgSignature") or ""
    if not is_signed(given, account.token, timestamp, nonce, sealed):
        raise Malformed("the answer's signature is wrong")
    try:
        return Cipher(account.aes_key, account.app_id).decrypt(sealed)
    except WeChatError as error:
        raise Malformed(
            f"the answer does not decrypt: {type(error).__name__}"
        ) from None

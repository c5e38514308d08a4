"""The callback in its three modes: what WeChat sends is opened, the reply is closed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wechat.crypto import Cipher, is_signed, signature
from wechat.errors import BadCipher, BadKey, BadSignature, BadXml, Rejected, Stale
from wechat.fields import MOMENT, parse
from wechat.text import cdata

SUCCESS = b"success"
"""Received, no reply; never encrypted."""

WINDOW = 300
"""Seconds between WeChat's clock and ours; what was signed earlier is a replay."""

_ECHO = re.compile(r"[A-Za-z0-9_+/=.-]{1,256}")
_CLOSED = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Mode(StrEnum):
    """How the console says that messages travel."""

    plain = "plain"
    compatible = "compatible"  # plain and encrypted side by side
    safe = "safe"


@dataclass(frozen=True, slots=True)
class Opened:
    """What WeChat said, and what its reply needs."""

    xml: str
    nonce: str
    cipher: Cipher | None


class Callback:
    """Checks that WeChat speaks, and speaks its language.

    ``keys`` is the EncodingAESKey and, while the console changes it, the one before.
    """

    def __init__(
        self, token: str, app_id: str, keys: tuple[str, ...], mode: Mode
    ) -> None:
        self._token = token
        self._mode = mode
        if not keys and mode is not Mode.plain:
            raise BadKey("what is encrypted needs the EncodingAESKey")
        self._ciphers = tuple(Cipher(key, app_id) for key in keys)

    def challenge(self, query: Mapping[str, str]) -> str:
        """Return what proves to WeChat that this address is ours."""
        self._check(query, "signature")
        echo = query.get("echostr", "")
        if not _ECHO.fullmatch(echo):  # unsigned, so that it could be a page of its own
            raise Rejected("there is no echostr")
        return echo

    def open(self, query: Mapping[str, str], body: bytes, *, now: float) -> Opened:
        """Check a delivery and return what is inside."""
        text = _decoded(body)
        if self._mode is Mode.safe or (
            self._mode is Mode.compatible and "msg_signature" in query
        ):
            encrypted = parse(text).one("Encrypt", _CLOSED)
            self._check(query, "msg_signature", encrypted)
            nonce = _fresh(query, now=now)
            xml, cipher = self._decrypted(encrypted)
            return Opened(xml, nonce, cipher)
        self._check(query, "signature")
        return Opened(text, _fresh(query, now=now), None)

    def seal(self, reply_xml: str, opened: Opened, *, now: float) -> bytes:
        """Return the body that answers a delivery; an empty reply is ``success``."""
        if not reply_xml:
            return SUCCESS
        if opened.cipher is None:
            return reply_xml.encode()
        encrypted, moment = opened.cipher.encrypt(reply_xml), str(int(now))
        signed = signature(self._token, moment, opened.nonce, encrypted)
        return (
            "<xml>"
            f"<Encrypt>{cdata(encrypted)}</Encrypt>"
            f"<MsgSignature>{cdata(signed)}</MsgSignature>"
            f"<TimeStamp>{moment}</TimeStamp>"
            f"<Nonce>{cdata(opened.nonce)}</Nonce>"
            "</xml>"
        ).encode()

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> None:
        """Check the signature over the token, the time, the nonce and ``more``."""
        parts = (query.get("timestamp", ""), query.get("nonce", ""), *more)
        if not is_signed(query.get(name, ""), self._token, *parts):
            raise BadSignature(f"{name} is not WeChat's")

    def _decrypted(self, encrypted: str) -> tuple[str, Cipher]:
        """Open with the current key, or with the one before."""
        refusal: Rejected = BadCipher("there is no key")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(encrypted), cipher
            except Rejected as refused:
                refusal = refused
        raise refusal


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadXml("the body is not UTF-8") from None


def _fresh(query: Mapping[str, str], *, now: float) -> str:
    """Return the nonce of a request that was signed just now.

    The signature runs over the parts joined without a border. Exactly ten digits keep
    a stranger from moving digits of the nonce into the time.
    """
    moment, nonce = query["timestamp"], query["nonce"]
    if not MOMENT.fullmatch(moment) or abs(now - int(moment)) > WINDOW:
        raise Stale("the request was signed at another time")
    if not _NONCE.fullmatch(nonce):
        raise BadSignature("the nonce is malformed")
    return nonce

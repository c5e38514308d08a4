"""Deliveries that WeChat would never make, from the outside to the innermost."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import strategies as st

from benchmarks.wechat.platform import Platform, Query, envelope, written

OPENID = "oFUZZ-nobody-000000000000001"
CANARY = "密语13800138000"
"""Stands in every body; it must not stand in any line of the log."""

SEEDS = (
    written(OPENID, "text", Content=CANARY, MsgId="1"),
    written(OPENID, "text", Content=f"{CANARY}]]>👷", MsgId="2", bizmsgmenuid="1"),
    written(OPENID, "voice", MediaId="m", Format="amr", MsgId="3", Recognition=CANARY),
    written(OPENID, "voice", MediaId="m", Format="amr", MsgId="4"),
    written(OPENID, "image", MediaId="m", PicUrl=CANARY, MsgId="5"),
    written(OPENID, "file", Title=CANARY, FileTotalLen="20480", MsgId="6"),
    written(
        *(OPENID, "location"),
        Location_X="22.5",
        Location_Y="114",
        Label=CANARY,
        MsgId="7",
    ),
    written(OPENID, "link", Title=CANARY, Description="", Url="https://x", MsgId="8"),
    written(OPENID, "event", Event="subscribe", EventKey="qrscene_" + CANARY),
    written(OPENID, "event", Event="unsubscribe", EventKey=CANARY),
    written(OPENID, "event", Event="CLICK", EventKey=CANARY),
    written(OPENID, "event", Event="VIEW", EventKey=CANARY),
    written(OPENID, "event", Event="SCAN", EventKey=CANARY),
    written(OPENID, "event", Event="LOCATION", Latitude="22.5", Longitude="114"),
    written(OPENID, "event", Event="TEMPLATESENDJOBFINISH", MsgID="9", Status=CANARY),
    written(OPENID, "hologram", Content=CANARY, MsgId="10"),
)

FRAGMENTS = (
    *("", "<", ">", "</", "/>", "&", "&amp;", "&#0;", "&#x110000;", "]]>", "<![CDATA["),
    *(
        "<!--",
        "<?x?>",
        "<!DOCTYPE a>",
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        "\x00",
        "\x07",
    ),
    *(
        "\ufffe",
        "\u202e",
        "👷🏽‍♀️",
        "nan",
        "inf",
        "1e999",
        "-1",
        "9" * 40,
        "<List>",
        "text",
    ),
    *(
        "event",
        "<Event>CLICK</Event>",
        "<MsgId>1</MsgId>",
        "<FromUserName>a</FromUserName>",
    ),
    *("<?xml version='1.0' encoding='utf-7'?>", "x" * 9_000, "<a>" * 500, " " * 300),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and how deep inside it was damaged."""

    depth: str
    query: Query
    body: bytes
    method: str = "POST"
    headers: tuple[tuple[bytes, bytes], ...] = ((b"Content-Type", b"text/xml"),)


def requests(platform: Platform) -> st.SearchStrategy[Request]:
    """Draw a request that is damaged somewhere, or not at all."""
    depths: tuple[Callable[[Platform, st.DrawFn], Request], ...] = (
        *(_text, _text, _text, _inside, _padding, _envelope, _body, _query, _request),
    )

    @st.composite
    def one(draw: st.DrawFn) -> Request:
        return draw(st.sampled_from(depths))(platform, draw)

    return one()


def _text(platform: Platform, draw: st.DrawFn) -> Request:
    """Damage the message; everything around it is right."""
    return _closed(platform, "message", _mutated_text(draw))


def _inside(platform: Platform, draw: st.DrawFn) -> Request:
    """Close anything at all in a right envelope."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
    return _closed(platform, "no message", text)


def _padding(platform: Platform, draw: st.DrawFn) -> Request:
    """Encrypt bytes that were never padded; the signature is right."""
    blocks = draw(st.integers(0, 12))
    raw = draw(st.binary(min_size=16 * blocks, max_size=16 * blocks))
    key = base64.b64decode(platform.key + "=")
    encryptor = BlockCipher(AES256(key), CBC(key[:16])).encryptor()
    encrypted = base64.b64encode(encryptor.update(raw)).decode()
    return _signed(platform, "padding", encrypted)


def _envelope(platform: Platform, draw: st.DrawFn) -> Request:
    """Damage the envelope; the signature is right."""
    encrypted = platform.cipher.encrypt(draw(st.sampled_from(SEEDS)))
    damaged = _cut(draw, encrypted, st.sampled_from(["", "A", "=", "*", "\n", "工"]))
    return _signed(platform, "envelope", damaged)


def _body(platform: Platform, draw: st.DrawFn) -> Request:
    """Damage the body after it was signed."""
    right = _closed(platform, "body", draw(st.sampled_from(SEEDS)))
    put = st.one_of(
        st.binary(max_size=40),
        st.sampled_from([part.encode() for part in FRAGMENTS]),
        st.just(b"\xff\xfe" + b"x" * 70_000),
    )
    return replace(right, body=_cut(draw, right.body, put))


def _query(platform: Platform, draw: st.DrawFn) -> Request:
    """Damage what stands in the address."""
    right = _closed(platform, "query", draw(st.sampled_from(SEEDS)))
    query = dict(right.query)
    for name in draw(st.sets(st.sampled_from(sorted(query)), min_size=1)):
        query.pop(name)
        if draw(st.booleans()):
            query[name] = draw(st.text(max_size=40))
    return replace(right, query=query)


def _request(platform: Platform, draw: st.DrawFn) -> Request:
    """Send it in an odd way."""
    right = _closed(platform, "request", draw(st.sampled_from(SEEDS)))
    names = ["Content-Type", "Accept", "Expect", "X-Forwarded-For", "Host", "Cookie"]
    odd = st.tuples(
        st.sampled_from(names).map(str.encode),
        st.binary(max_size=60).map(lambda value: value.translate(None, b"\r\n\x00")),
    )
    return replace(
        right,
        method=draw(
            st.sampled_from(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST"])
        ),
        headers=tuple(draw(st.lists(odd, max_size=3))),
        query=right.query | {"echostr": draw(st.text(max_size=40))},
    )


def _closed(platform: Platform, depth: str, xml: str) -> Request:
    return _signed(platform, depth, platform.cipher.encrypt(xml))


def _signed(platform: Platform, depth: str, encrypted: str) -> Request:
    query = platform.signed(encrypted, openid=OPENID)
    return Request(depth, query, envelope(encrypted))


def _mutated_text(draw: st.DrawFn) -> str:
    """Give each message a number of its own, then damage it up to four times."""
    number = draw(st.integers(1, 10**19))
    text = draw(st.sampled_from(SEEDS)).replace("[CDATA[1]", f"[CDATA[{number}]")
    put = st.one_of(
        st.sampled_from(FRAGMENTS),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
    for _ in range(draw(st.integers(0, 4))):
        text = _cut(draw, text, put)
    return text


def _cut[Part: (str, bytes)](
    draw: st.DrawFn, whole: Part, put: st.SearchStrategy[Part]
) -> Part:
    """Replace a stretch by something else."""
    begin = draw(st.integers(0, len(whole)))
    length = draw(st.integers(0, 60))
    return whole[:begin] + draw(put) + whole[begin + length :]

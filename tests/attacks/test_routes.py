"""Every route as a stranger may call it: with anything, in any form.

``make fuzz`` asks each of them far more: GONGHUI_FUZZ_EXAMPLES requests.
"""

import json
import os
import re
import time
from dataclasses import dataclass, field
from unittest.mock import AsyncMock
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as bounded
from hypothesis import strategies as st

from api.app import create_app
from helpdesk.config import Settings
from helpdesk.database import upgrade
from tests.api.conftest import KEYS
from tests.api.hotline.conftest import TOKEN
from tests.api.serving import serving
from tests.api.wechat.conftest import APP_ID, KEY, OPENID, WECHAT, xml
from tests.api.wechat.conftest import TOKEN as WECHAT_TOKEN
from wechat.crypto import Cipher, signature

EXAMPLES = int(os.environ.get("GONGHUI_FUZZ_EXAMPLES", "15"))
LONGEST = 5.0
"""Seconds; whatever is asked has its answer by then."""

fuzzed = bounded(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# ---- what strangers send -------------------------------------------------------------

KNOWN = """
    text message_id conversation call_id seq event caller nbest digits code state
    signature timestamp nonce msg_signature echostr encrypt_type openid number token
    phone login password view q page cursor CallSid From Digits SpeechResult
    CallStatus call kind texts sures keys files format job
"""
NAMES = st.sampled_from(KNOWN.split())
WORDS = st.one_of(
    st.text(max_size=40),
    st.text("0123456789", max_size=30),
    st.sampled_from(
        ["-1", "1e309", "9" * 400, "\0", "NaN", "../..", "%00", "=1+1", "start", "你好"]
    ),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | WORDS, inner, max_size=5)
    ),
    max_leaves=12,
)
FIELDS = st.dictionaries(NAMES | WORDS, WORDS, max_size=6)
KINDS = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "text/xml",
        "application/octet-stream",
        "application/json; charset=utf-7",
        "",
    ]
)
FORM = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s'
BODIES = st.one_of(
    st.binary(max_size=200),
    VALUES.map(lambda value: json.dumps(value, allow_nan=True).encode()),
    st.dictionaries(NAMES, VALUES, max_size=8).map(
        lambda value: json.dumps(value, ensure_ascii=False).encode(errors="replace")
    ),
    FIELDS.map(lambda fields: urlencode(fields, errors="replace").encode()),
    st.tuples(st.binary(max_size=30), st.binary(max_size=80)).map(
        lambda parts: FORM % parts + b"\r\n--b--\r\n"
    ),
    st.binary(max_size=60).map(lambda part: FORM % (b"cut off", part)),
)
SAYABLE = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"),
    max_size=60,
).map(lambda text: text.strip().encode("latin-1"))
HEADERS = st.fixed_dictionaries(
    {"Content-Type": KINDS.map(str.encode)},
    optional={
        "Authorization": SAYABLE | st.just(f"Bearer {TOKEN}".encode()),
        "Cookie": SAYABLE,
        "X-Forwarded-For": SAYABLE,
        "Accept": SAYABLE,
        "Content-Encoding": st.sampled_from([b"gzip", b"br", b"deflate"]),
        "traceparent": SAYABLE,
        "If-None-Match": SAYABLE,
        "Range": SAYABLE,
        "Idempotency-Key": SAYABLE,
    },
)


@dataclass
class Served:
    """The application, and what it answered so far."""

    client: httpx.Client
    statuses: set[int] = field(default_factory=set)

    def ask(self, method: str, path: str, **what: object) -> httpx.Response:
        """Ask something, and be answered in time and without an accident."""
        begun = time.monotonic()
        answer = self.client.request(method, path, **what)
        assert answer.status_code < 500, answer.text
        assert answer.headers.get("x-content-type-options") == "nosniff"
        assert "Traceback" not in answer.text
        assert time.monotonic() - begun < LONGEST
        self.statuses.add(answer.status_code)
        return answer


def _settings(folder) -> Settings:
    more = KEYS | WECHAT | {"hotline_token": TOKEN}
    return Settings(_env_file=None, data_dir=folder, demo=True, **more)


def _routes(folder):
    app = create_app(_settings(folder))
    for found in iter_route_contexts(app.routes):
        for method in sorted(getattr(found.original_route, "methods", None) or ()):
            yield method, found.original_route.path


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    settings = _settings(tmp_path_factory.mktemp("strangers"))
    upgrade(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpdesk.rates.Rates.take", AsyncMock())
        with (
            serving(settings) as url,
            httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
        ):
            yield Served(client)


class TestAnybody:
    @pytest.mark.timeout(0 if EXAMPLES > 100 else 300)
    def test_no_request_is_an_accident(self, served, tmp_path):
        asked = sorted(set(_routes(tmp_path)))
        for method, path in asked:
            self._fuzz(served, method, path)

        assert len(asked) > 100
        assert {200, 404, 422} <= served.statuses

    def _fuzz(self, served, method, path):
        @seed(12351)
        @fuzzed
        @given(names=st.data(), query=FIELDS, headers=HEADERS, body=BODIES)
        def ask(names, query, headers, body):
            there = re.sub(r"{[^}]*}", lambda _: _part(names), path)
            served.client.cookies.clear()
            served.ask(method, there, params=query, headers=headers, content=body)

        ask()


def _part(names):
    return quote(names.draw(WORDS).encode(errors="replace"), safe="") or "x"


class TestWeChat:
    """Signed as only WeChat can; what is inside is anything."""

    KINDS = ("text", "image", "voice", "video", "location", "link", "event", "nothing")
    TOLD = st.sampled_from(
        ["MsgId", "Content", "Event", "EventKey", "Recognition", "MediaId", "Title"]
    )

    @pytest.mark.parametrize("is_sealed", [True, False])
    def test_no_delivery_is_an_accident(self, served, is_sealed):
        @seed(12351)
        @fuzzed
        @given(
            inside=st.builds(
                lambda kind, fields: xml(OPENID, kind, **fields),
                st.sampled_from(self.KINDS),
                st.dictionaries(self.TOLD, WORDS | st.integers(), max_size=6),
            )
            | st.text(max_size=80)
        )
        def deliver(inside):
            self._deliver(served, inside, is_sealed)

        deliver()

    def _deliver(self, served, inside, is_sealed):
        moment, nonce = str(int(time.time())), str(time.monotonic_ns())
        query = {"timestamp": moment, "nonce": nonce}
        query["signature"] = signature(WECHAT_TOKEN, moment, nonce)
        if is_sealed:
            sealed = Cipher(KEY, APP_ID).encrypt(
                inside.encode(errors="replace").decode()
            )
            query |= {
                "encrypt_type": "aes",
                "msg_signature": signature(WECHAT_TOKEN, moment, nonce, sealed),
            }
            inside = f"<xml><Encrypt>{sealed}</Encrypt></xml>"
        body = inside.encode(errors="replace")
        served.ask("POST", "/wechat", params=query, content=body)

"""Security headers on every answer there is: each route asked rightly and wrongly."""

import re

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.middleware.headers import HEADERS
from helpdesk.config import Settings
from tests.api.conftest import client_of, few_at_once
from tests.api.wechat.conftest import WECHAT

STATIC = [
    "/chat/assets/chat.js",
    "/chat/assets/nothing.js",
    "/chat/assets/..%2f..%2fapp.py",
    "/wechat/account/assets/nothing.css",
    "/console/assets/nothing.css",
    "/api/v1/openapi.json",
    "/api/v1/tickets",
    "/api/v1/nothing",
    "/nothing",
    "/%00",
    "//",
]
TOGETHER = "frame-ancestors"
"""The policy itself differs from page to page; this part is in each."""


def asked(folder):
    """Return every method and path of the application, its parameters filled in."""
    app = create_app(Settings(_env_file=None, demo=True, data_dir=folder))
    for found in iter_route_contexts(app.routes):
        path = re.sub(r"{[^}]*}", "7", found.path or "")
        for method in sorted(getattr(found.original_route, "methods", None) or ()):
            yield method, path


@pytest.fixture
async def everything(serve, make_settings):
    """The application with all its channels."""
    async with serve(make_settings(demo=True, **WECHAT)) as app:
        app.state.services.newsroom.close()  # its stream ends at once
        yield app


def missing(answer: httpx.Response) -> set[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    lacking = {name for name in HEADERS if name not in answer.headers}
    if TOGETHER not in policy or "unsafe" in policy:
        lacking.add("a policy that holds")
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        lacking.add("nosniff")
    if "Cache-Control" not in answer.headers:
        lacking.add("Cache-Control")
    return lacking | {"Server"} if "Server" in answer.headers else lacking


class TestEveryAnswer:
    async def test_of_every_route_has_them(self, everything, tmp_path):
        wrong, statuses = {}, set()
        async with client_of(everything) as client:
            for method, path in asked(tmp_path):
                answer = await client.request(method, path)
                statuses.add(answer.status_code)
                if lacking := missing(answer):
                    wrong[f"{method} {path} {answer.status_code}"] = lacking

        assert wrong == {}
        assert {200, 303, 404} <= statuses  # pages, redirects and errors were there
        assert 500 not in statuses

    @pytest.mark.parametrize("path", STATIC)
    @pytest.mark.parametrize("method", ["GET", "HEAD", "TRACE", "OPTIONS", "PUT"])
    async def test_of_what_is_no_route_has_them(self, everything, path, method):
        async with client_of(everything) as client:
            answer = await client.request(method, path)

        assert missing(answer) == set()
        assert answer.status_code < 500

    @pytest.mark.parametrize(
        "body",
        [b"[" * 60_000, b'{"a":' * 12_000, b"\xff\xfe", b"", b"1" * 60_000],
        ids=["deep lists", "deep objects", "no text", "nothing", "a long number"],
    )
    @pytest.mark.parametrize("path", ["/chat/messages", "/hotline/turns"])
    async def test_of_a_body_that_is_a_trap_has_them(self, everything, path, body):
        async with client_of(everything) as client:
            answer = await client.post(
                path, content=body, headers={"Content-Type": "application/json"}
            )

        assert answer.status_code == 422
        assert missing(answer) == set()

    async def test_of_one_who_writes_too_often_has_them(self, everything, monkeypatch):
        rates = everything.state.services.rates
        monkeypatch.setattr(rates, "take", few_at_once(address=1).take)
        async with client_of(everything, "203.0.113.7") as client:
            answers = [
                await client.get("/chat/conversations/nothing") for _ in range(2)
            ]

        assert answers[-1].status_code == 429
        assert missing(answers[-1]) == set()

"""Signing in and out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import AuditAction, AuditEntry, ConsoleSession, Officer
from helpdesk.transcripts.records import archive
from tests.api.conftest import client_of, running
from tests.api.console.conftest import COOKIE, PASSWORD, enter, token_on


@pytest.fixture
def forward(monkeypatch):
    """Move the clock on."""
    real = clock.now

    def move(**by):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return move


class TestSignIn:
    async def test_lets_an_officer_in_and_notes_it(self, client, staff, sessions):
        entered = await enter(client, "case_officer")

        assert entered.status_code == 303
        assert entered.headers["location"] == "/console"
        assert (await client.get("/console/calls")).status_code == 200
        async with sessions() as session:
            [entry] = await session.scalars(select(AuditEntry))
        assert entry.action is AuditAction.signed_in
        assert entry.officer_id in staff.values()

    async def test_gives_another_cookie_than_the_form_had(self, client, staff):
        await client.get("/console/sign-in")
        before = client.cookies[COOKIE]

        await enter(client, "case_officer")

        assert client.cookies[COOKIE] != before

    async def test_ends_the_session_that_the_browser_had(self, client, app, staff):
        await enter(client, "case_officer")
        copy = client_of(app)
        copy.cookies.set(COOKIE, client.cookies[COOKIE])

        await enter(client, "case_officer")

        assert (await copy.get("/console/calls")).status_code == 303

    async def test_says_the_same_of_an_unknown_login_and_a_wrong_password(
        self, client, staff
    ):
        unknown = await enter(client, "nobody", PASSWORD)
        wrong = await enter(client, "case_officer", "wrong password")

        assert unknown.status_code == wrong.status_code == 403
        assert unknown.text.replace("nobody", "case_officer") == wrong.text
        assert (await client.get("/console/calls")).status_code == 303

    async def test_keeps_the_login_that_was_typed_but_no_password(self, client, staff):
        refused = await enter(client, '"><script>', "wrong password")

        assert "wrong password" not in refused.text
        assert "<script>" not in refused.text
        assert "&#34;&gt;&lt;script&gt;" in refused.text

    async def test_locks_after_five_wrong_tries(self, client, staff):
        answers = [await enter(client, "case_officer", "wrong") for _ in range(5)]

        right = await enter(client, "case_officer")

        assert [answer.status_code for answer in answers[:4]] == [403] * 4
        assert right.status_code == answers[4].status_code == 423
        assert "锁住" in right.text

    async def test_slows_an_address_down(self, stranger, staff):
        answers = [await enter(stranger, f"nobody{n}", "wrong") for n in range(11)]

        assert [answer.status_code for answer in answers] == [403] * 10 + [429]
        assert "请稍等" in answers[-1].text

    async def test_takes_no_account_that_was_shut(self, client, staff, sessions):
        async with unit_of_work(sessions) as session:
            officer = await session.get_one(Officer, min(staff.values()))
            officer.active = False

        assert (await enter(client, officer.login)).status_code == 403

    @pytest.mark.parametrize(
        "body",
        [b"", b"\xff\xfe", b"login=a&" * 40, "login=\ud83d".encode("utf-8", "replace")],
    )
    async def test_reads_broken_forms_as_empty_ones(self, client, staff, body):
        await client.get("/console/sign-in")

        answer = await client.post("/console/sign-in", content=body)

        assert answer.status_code == 403

    async def test_an_empty_form_is_a_wrong_one(self, client, staff):
        page = await client.get("/console/sign-in")

        answer = await client.post("/console/sign-in", data={"token": token_on(page)})

        assert answer.status_code == 403
        assert "账号或密码不对" in answer.text


class TestCookie:
    async def test_is_for_this_host_and_for_tls_alone(self, make_settings, bot):
        async with running(make_settings(), bot) as app, client_of(app) as client:
            page = await client.get("/console/sign-in")

        said = page.headers["set-cookie"]
        assert said.startswith("__Host-gonghui-console=")
        for flag in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
            assert flag in said
        assert "Domain" not in said

    async def test_goes_without_tls_in_the_demo_on_this_machine(self, client):
        page = await client.get("/console/sign-in")

        said = page.headers["set-cookie"]
        assert said.startswith("gonghui-console=")
        assert "Secure" not in said
        assert "HttpOnly" in said

    async def test_of_a_demo_for_others_wants_tls(self, make_settings, bot):
        settings = make_settings(demo=True, host="192.0.2.7")
        async with running(settings, bot) as app, client_of(app) as client:
            page = await client.get("/console/sign-in")

        assert "Secure" in page.headers["set-cookie"]


class TestSession:
    async def test_ends_by_itself_and_says_so(self, officer, forward):
        forward(minutes=31)

        answer = await officer.get("/console/calls", follow_redirects=True)

        assert "登录已经过期" in answer.text

    async def test_that_never_was_is_not_called_over(self, client):
        answer = await client.get("/console/calls", follow_redirects=True)

        assert "过期" not in answer.text

    async def test_is_kept_as_a_digest(self, officer, sessions):
        token = officer.cookies[COOKIE].encode()

        async with sessions() as session:
            [kept] = await session.scalars(select(ConsoleSession.token_lookup))

        assert token not in kept


class TestLeave:
    async def test_makes_a_copy_of_the_cookie_worthless(self, officer, app):
        page = await officer.get("/console/calls")
        copy = client_of(app)
        copy.cookies.set(COOKIE, officer.cookies[COOKIE])

        left = await officer.post("/console/sign-out", data={"token": token_on(page)})

        assert left.headers["location"] == "/console/sign-in?why=left"
        assert COOKIE not in officer.cookies
        assert (await copy.get("/console/calls")).status_code == 303
        await copy.aclose()


class TestAnswers:
    @pytest.mark.parametrize("path", ["/console/sign-in", "/console/calls"])
    async def test_are_kept_by_nobody_and_load_nothing_from_elsewhere(
        self, officer, path
    ):
        page = await officer.get(path)

        assert page.headers["cache-control"] == "no-store"
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "script-src 'self';" in policy, "our own files and nothing else"
        assert "unsafe" not in policy
        assert "http://" not in page.text.replace("http://www.w3.org/", "")
        assert "https://" not in page.text
        assert " style=" not in page.text
        assert re.findall(r"<script(?! src=\"/console/assets/)", page.text) == []
        assert not re.search(r"<[^>]+ on[a-z]+=", page.text), "no handler in the page"

    @pytest.mark.parametrize(
        "asset", ["console.css", "calls.css", "mark.svg", "vendor/htmx.min.js"]
    )
    async def test_come_with_their_own_assets(self, client, asset):
        assert (await client.get(f"/console/assets/{asset}")).status_code == 200

    async def test_a_fault_is_a_page_and_tells_nothing(
        self, officer, monkeypatch, caplog
    ):
        async def broken(*_, **__):
            raise RuntimeError("13800138000")

        monkeypatch.setattr(type(archive), "find", broken)
        answer = await officer.get("/console/calls")

        assert answer.status_code == 500
        assert "这一页打不开" in answer.text
        assert "13800138000" not in answer.text + caplog.text

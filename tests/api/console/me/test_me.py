"""One's own account: duty, password, second factor, other browsers."""

import re
from datetime import timedelta

import pyotp
import pytest

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import Officer, OfficerRole
from tests.api.console.conftest import COOKIE, PASSWORD, enter, token_on

NEW = "another long one"
ME = "/console/me"


async def post(client, path, **form):
    page = await client.get(ME, follow_redirects=True)
    return await client.post(path, data=form | {"token": token_on(page)})


async def choose(client, old=PASSWORD, new=NEW, again=None):
    form = {"old": old, "new": new, "again": new if again is None else again}
    return await post(client, f"{ME}/password", **form)


@pytest.fixture
def forward(monkeypatch):
    """Move the clock on, counted from when the test began."""
    began = clock.now()

    def move(**by):
        monkeypatch.setattr(clock, "now", lambda: began + timedelta(**by))

    return move


@pytest.fixture
async def officer(client, staff):
    """A browser that signed in at the door."""
    await enter(client, "seat")
    return client


class TestMyAccount:
    async def test_shows_who_one_is_and_where_one_is_signed_in(self, officer):
        page = (await officer.get(ME)).text

        assert "林晓岚" in page
        assert "坐席 · 全市" in page
        assert page.count("这里") == 1

    async def test_takes_the_officers_word_for_duty(self, officer):
        left = await post(officer, f"{ME}/duty", on_duty="no")
        page = await officer.get(left.headers["location"])

        assert "已离岗" in page.text
        assert "我上岗了" in page.text

    async def test_signs_out_elsewhere(self, officer, sign_in):
        other = await sign_in(OfficerRole.seat)

        await post(officer, f"{ME}/elsewhere")

        assert (await other.get(ME)).status_code == 303
        assert (await officer.get(ME)).status_code == 200


class TestPassword:
    async def test_is_changed_with_the_one_that_is_known(self, officer):
        changed = await choose(officer)

        assert changed.headers["location"] == f"{ME}?said=renewed"
        await post(officer, "/console/sign-out")
        assert (await enter(officer, "seat")).status_code == 403
        assert (await enter(officer, "seat", NEW)).status_code == 303

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"old": "wrong"}, "现在的密码不对"),
            ({"again": "other"}, "两次输入"),
            ({"new": PASSWORD}, "不一样"),
            ({"new": "short"}, "至少 10 个字"),
            ({"new": "1234567890"}, "太常见"),
            ({"new": "my-seat-account"}, "不要带账号名"),
        ],
    )
    async def test_says_what_is_wrong_with_it(self, officer, form, said):
        refused = await choose(officer, **form)

        assert refused.status_code == 422
        assert said in refused.text
        assert NEW not in refused.text

    async def test_that_was_given_is_changed_before_anything_else(
        self, client, staff, sessions
    ):
        async with unit_of_work(sessions) as session:
            seat = await session.get_one(Officer, staff[OfficerRole.seat])
            seat.must_choose = True
        await enter(client, "seat")
        first = await client.get("/console/calls")
        assert first.headers["location"] == f"{ME}/password"
        page = await client.get(f"{ME}/password")
        assert "先换成自己的密码" in page.text
        assert "/console/calls" not in page.text, "nothing else is offered"

        form = {"old": PASSWORD, "new": NEW, "again": NEW, "token": token_on(page)}
        await client.post(f"{ME}/password", data=form)

        assert (await client.get("/console/calls")).status_code == 200


class TestAuthenticator:
    @pytest.fixture
    async def bound(self, officer, forward):
        """Bind one; return what shows its codes, and the recovery codes."""
        await post(officer, f"{ME}/authenticator")
        page = await officer.get(f"{ME}/authenticator")
        [secret] = re.findall(r'class="secret">(\w+)<', page.text)
        assert "<svg" in page.text

        def show(steps):
            forward(seconds=30 * steps)
            return pyotp.TOTP(secret).at(clock.now())

        done = await post(officer, f"{ME}/authenticator/confirm", code=show(0))
        assert done.status_code == 200
        return show, re.findall(r"<li>([A-Z2-7-]{19})</li>", done.text)

    async def test_is_asked_for_at_the_next_door(self, officer, bound):
        show, codes = bound
        assert len(codes) == 10
        await post(officer, "/console/sign-out")
        await enter(officer, "seat")
        before = officer.cookies[COOKIE]
        asked = await officer.get("/console/calls")
        assert asked.headers["location"] == "/console/sign-in/code"

        page = await officer.get("/console/sign-in/code")
        form = {"token": token_on(page)}
        wrong = await officer.post("/console/sign-in/code", data=form | {"code": "1"})
        right = await officer.post(
            "/console/sign-in/code", data=form | {"code": show(2)}
        )

        assert wrong.status_code == 403
        assert "验证码不对" in wrong.text
        assert right.status_code == 303
        assert officer.cookies[COOKIE] != before
        assert (await officer.get("/console/calls")).status_code == 200

    async def test_may_be_stood_in_for_by_a_recovery_code(self, officer, bound):
        await post(officer, "/console/sign-out")
        await enter(officer, "seat")
        page = await officer.get("/console/sign-in/code")

        form = {"token": token_on(page), "code": bound[1][0]}
        await officer.post("/console/sign-in/code", data=form)

        assert "还有 9 个备用码" in (await officer.get(ME)).text

    async def test_shows_new_codes_and_comes_off_for_a_right_code(self, officer, bound):
        show, codes = bound
        there = f"{ME}/authenticator"
        renewed = await post(officer, f"{there}/codes", code=show(2))
        refused = await post(officer, f"{there}/remove", code="000000")
        removed = await post(officer, f"{there}/remove", code=show(4))

        assert codes[0] not in renewed.text
        assert len(re.findall(r"<li>([A-Z2-7-]{19})</li>", renewed.text)) == 10
        assert refused.status_code == 403
        assert removed.headers["location"] == f"{ME}?said=factor_off"

import re
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from api.app import create_app
from helpdesk import clock
from helpdesk.models import WebLogin
from tests.api.conftest import few_at_once

COOKIE = "__Host-gonghui-account"


class TestOpening:
    async def test_sends_the_browser_to_wechat(self, phone):
        asked = await phone.ask()

        assert asked["appid"] == "wxDEMO"
        assert asked["scope"] == "snsapi_base"
        assert asked["redirect_uri"] == "https://gonghui.example/wechat/account/enter"
        assert re.fullmatch(r"[a-zA-Z0-9]{1,128}", asked["state"])

    async def test_keeps_a_cookie_that_scripts_and_other_sites_do_not_get(self, phone):
        response = await phone.http.get("/wechat/account")

        cookie = response.headers["set-cookie"].lower()
        assert cookie.startswith(COOKIE.lower())
        for part in ("httponly", "secure", "samesite=lax", "path=/", "max-age=600"):
            assert part in cookie

    async def test_goes_to_wechat_s_own_page(self, phone):
        response = await phone.http.get("/wechat/account")

        where = urlsplit(response.headers["location"])
        assert where.netloc == "open.weixin.qq.com"
        assert where.fragment == "wechat_redirect"

    async def test_outside_wechat_says_where_to_go(self, phone):
        phone.http.headers["User-Agent"] = "Mozilla/5.0 (Macintosh)"

        response = await phone.open()

        assert response.status_code == 200
        assert "请在微信里打开" in phone.page
        assert "set-cookie" not in response.headers

    async def test_without_an_account_is_no_page(self, make_settings, serve, connect):
        async with serve(make_settings()) as app, connect(app) as client:
            for path in ("/wechat/account", "/wechat/account/enter?code=1&state=2"):
                response = await client.get(path)

                assert response.status_code == 404
                assert "没有这个页面" in response.text
                assert response.headers["content-type"].startswith("text/html")

    async def test_is_limited_for_one_address(self, app, phone_of):
        few = few_at_once(address=2)
        app.state.services = replace(app.state.services, rates=few)
        phone = phone_of(address="203.0.113.9")

        answers = [await phone.http.get("/wechat/account") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [302, 302, 429]
        assert "点得太快了" in answers[-1].text


class TestEnter:
    async def test_knows_the_visitor_and_takes_the_code_out_of_the_address(self, phone):
        response = await phone.enter()

        assert str(response.url) == "https://gonghui.example/wechat/account"
        assert "绑定会员身份" in phone.page

    async def test_gives_the_session_half_an_hour(self, phone):
        asked = await phone.ask()
        phone.wechat.visitors["c"] = phone.openid

        response = await phone.http.get(
            "/wechat/account/enter", params={"code": "c", "state": asked["state"]}
        )

        assert "Max-Age=1800" in response.headers["set-cookie"]

    async def test_a_state_that_was_used_asks_wechat_nothing(self, phone):
        asked = await phone.ask()
        await phone.come_back(asked["state"], "first")
        phone.http.cookies.clear()
        before = phone.wechat.asked

        response = await phone.come_back(asked["state"], "second")

        assert response.status_code == 403
        assert "重新打开" in phone.page
        assert phone.wechat.asked == before

    async def test_a_link_that_is_followed_twice_goes_on(self, phone):
        asked = await phone.ask()
        await phone.come_back(asked["state"])

        response = await phone.come_back(asked["state"])

        assert response.status_code == 200
        assert "绑定会员身份" in phone.page

    async def test_refuses_the_state_of_another_browser(self, phone_of):
        attacker, victim = phone_of("oDEMOattacker0001"), phone_of("oDEMOvictim00002")
        asked = await attacker.ask()
        await victim.ask()

        response = await victim.come_back(asked["state"])

        assert response.status_code == 403
        assert victim.wechat.asked == 0

    async def test_refuses_a_browser_that_never_began(self, phone_of):
        asked = await phone_of().ask()

        response = await phone_of().come_back(asked["state"])

        assert response.status_code == 403

    async def test_refuses_a_state_of_ten_minutes_ago(self, phone, monkeypatch):
        asked = await phone.ask()
        later = clock.now()
        monkeypatch.setattr(
            clock,
            "now",
            lambda: later.fromtimestamp(later.timestamp() + 601, later.tzinfo),
        )

        response = await phone.come_back(asked["state"])

        assert response.status_code == 403

    async def test_a_code_that_wechat_does_not_know_begins_nothing(self, phone):
        asked = await phone.ask()

        response = await phone.open(
            f"/wechat/account/enter?code=other&state={asked['state']}"
        )

        assert response.status_code == 403
        assert "set-cookie" not in response.headers
        assert (await phone.http.get("/wechat/account")).status_code == 302

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "code=x",
            "state=x",
            "code=&state=",
            "code=x&state=%00",
            "state=%ff&code=%ff",
        ],
    )
    async def test_refuses_addresses_that_are_not_wechat_s(self, phone, query):
        await phone.ask()

        response = await phone.open(f"/wechat/account/enter?{query}")

        assert response.status_code == 403
        assert phone.wechat.asked == 0

    async def test_refuses_who_only_looks(self, phone):
        phone.wechat.snapshot = True

        response = await phone.enter()

        assert response.status_code == 403
        assert "使用完整服务" in phone.page
        assert (await phone.http.get("/wechat/account")).status_code == 302

    async def test_says_so_when_wechat_does_not_answer(self, phone):
        phone.wechat.down = True

        response = await phone.enter()

        assert response.status_code == 503
        assert "请稍后再试" in phone.page

    async def test_a_planted_cookie_becomes_nobody_s_session(self, phone_of):
        attacker, victim = phone_of("oDEMOattacker0001"), phone_of("oDEMOvictim00002")
        asked = await attacker.ask()
        planted = attacker.http.cookies[COOKIE]
        victim.http.cookies.set(COOKIE, planted, domain="gonghui.example")

        await victim.come_back(asked["state"])

        assert (await attacker.http.get("/wechat/account")).status_code == 302

    async def test_keeps_no_cookie_and_no_state_in_the_clear(self, phone):
        asked = await phone.ask()
        await phone.come_back(asked["state"])

        async with phone.sessions() as session:
            [login] = await session.scalars(select(WebLogin))

        assert phone.http.cookies[COOKIE].encode() not in login.session_lookup
        assert asked["state"].encode() not in login.state_lookup


class TestLeave:
    async def test_ends_the_session_for_copies_of_the_cookie_too(self, phone, phone_of):
        await phone.enter()
        thief = phone_of()
        stolen = phone.http.cookies[COOKIE]

        await phone.send("leave")
        thief.http.cookies.set(COOKIE, stolen, domain="gonghui.example")

        assert "已经退出" in phone.page
        assert (await thief.http.get("/wechat/account")).status_code == 302
        assert (await phone.http.get("/wechat/account")).status_code == 302

    async def test_leaves_the_binding(self, phone):
        await phone.bind()
        await phone.send("leave")

        await phone.enter()

        assert "已绑定" in phone.page


class TestPageOnPlainHttp:
    async def test_uses_a_cookie_that_loopback_takes(self, settings, wechat):
        local = settings.model_copy(update={"public_url": "http://127.0.0.1:8000"})
        app = create_app(local, wechat_transport=httpx.MockTransport(wechat))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url="http://127.0.0.1:8000",
                headers={"User-Agent": "MicroMessenger"},
            ) as client,
        ):
            cookie = (await client.get("/wechat/account")).headers["set-cookie"]

        assert cookie.startswith("gonghui-account=")
        assert "secure" not in cookie.lower()
        assert "HttpOnly" in cookie

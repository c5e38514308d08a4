"""Tokens are given out, renewed and refused as WeChat does it."""

import pytest

from tests.wechat.standin.conftest import token
from wechat.standin.tokens import OVERLAP


class TestStableToken:
    async def test_stays_the_same(self, http, account):
        first = await token(http, account)

        assert (await token(http, account))["access_token"] == first["access_token"]
        assert 7000 < first["expires_in"] <= 7200

    async def test_is_renewed_five_minutes_before_its_end(self, http, account, world):
        first = await token(http, account)

        world.shift += first["expires_in"] - OVERLAP + 1
        second = await token(http, account)

        assert second["access_token"] != first["access_token"]
        world.tokens.check(first["access_token"])

    async def test_forced_twice_in_half_a_minute_is_refused(self, http, account):
        first = await token(http, account)

        second = await token(http, account, force_refresh=True)
        third = await token(http, account, force_refresh=True)

        assert second["access_token"] != first["access_token"]
        assert third["errcode"] == 45011

    async def test_twenty_forced_ones_a_day(self, http, account, world):
        for _ in range(20):
            assert "access_token" in await token(http, account, force_refresh=True)
            world.shift += 31

        assert (await token(http, account, force_refresh=True))["errcode"] == 45009

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"appid": "wxother"}, 40013),
            ({"appid": None}, 41002),
            ({"secret": "wrong"}, 40125),
            ({"grant_type": "code"}, 40002),
        ],
    )
    async def test_refuses_others(self, http, account, changes, code):
        assert (await token(http, account, **changes))["errcode"] == code

    async def test_the_journal_holds_no_secret(self, http, account):
        await token(http, account)

        assert account.secret not in (await http.get("/standin/journal")).text


class TestToken:
    async def test_each_fetch_ends_the_one_before_soon(self, http, account, world):
        query = {
            "grant_type": "client_credential",
            "appid": account.app_id,
            "secret": account.secret,
        }
        first = (await http.get("/cgi-bin/token", params=query)).json()["access_token"]
        await http.get("/cgi-bin/token", params=query)

        world.tokens.check(first)
        world.shift += OVERLAP + 1

        answer = await http.get("/cgi-bin/menu/get", params={"access_token": first})
        assert answer.json()["errcode"] == 42001

    @pytest.mark.parametrize(("given", "code"), [("", 41001), ("made-up", 40001)])
    async def test_what_is_none_is_refused(self, http, given, code):
        answer = await http.get("/cgi-bin/menu/get", params={"access_token": given})

        assert answer.json()["errcode"] == code

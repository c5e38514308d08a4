import re

import pytest

from wechat.standin.app import PAGE
from wechat.standin.headers import HEADERS

ASSETS = sorted((PAGE / "assets").iterdir())
QUERY = {
    "appid": "wxDEMO0000000001",
    "redirect_uri": "http://127.0.0.1:8000/wechat/account/enter?from=menu",
    "response_type": "code",
    "scope": "snsapi_base",
    "state": "abc123",
}


class TestPage:
    async def test_is_served_with_its_policy(self, http):
        answer = await http.get("/")

        assert "模拟微信" in answer.text
        assert answer.headers["content-security-policy"].startswith(
            "default-src 'none'"
        )

    async def test_everything_it_loads_is_there(self, http):
        page = (await http.get("/")).text
        addresses = set(re.findall(r'"(/assets/[^"]*)"', page))
        for script in ASSETS:
            imported = re.findall(r'from "\./([^"]+)"', script.read_text("utf-8"))
            addresses |= {f"/assets/{name}" for name in imported}

        assert len(addresses) > 8
        for address in addresses:
            assert (await http.get(address)).status_code == 200, address

    @pytest.mark.parametrize("file", [PAGE / "index.html", PAGE / "authorize.html"])
    def test_obeys_its_own_policy(self, file):
        page = file.read_text("utf-8")

        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\s(?:style|on\w+)=", page)
        assert "<style" not in page

    @pytest.mark.parametrize("script", [one for one in ASSETS if one.suffix == ".js"])
    def test_no_text_becomes_markup(self, script):
        text = script.read_text("utf-8")

        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text
        )

    def test_asks_nobody_else_for_anything(self):
        page = (PAGE / "index.html").read_text("utf-8")

        for address in re.findall(r'(?:src|href)="([^"]*)"', page):
            assert address.startswith(("/assets/", "#")), address

    def test_lets_no_other_page_in(self):
        assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]


class TestState:
    async def test_tells_only_what_is_new(self, http, do):
        await do("text", content="一")
        first = await self.look(http)

        await do("text", content="二")
        second = await self.look(http, after=first["seen"][-1]["number"])

        assert [one["content"]["text"] for one in second["seen"]] == ["二"]

    async def test_who_is_unknown_is_nobody(self, http):
        assert (await self.look(http, openid="oNobody"))["follower"] is None

    async def test_a_newcomer_does_not_follow_yet(self, http):
        told = (await http.post("/standin/followers", json={"name": "新" * 30})).json()

        assert (told["follows"], told["name"]) == (False, "新" * 20)
        assert (await self.look(http, openid=told["openid"]))["follower"] == told

    async def look(self, http, **query):
        query = {"openid": "oDEMO0000000000000000000001"} | query
        return (await http.get("/standin/state", params=query)).json()


class TestAuthorize:
    async def test_asks_who_opens_the_page(self, http):
        answer = await http.get("/connect/oauth2/authorize", params=QUERY)

        assert answer.status_code == 200
        assert "王师傅" in answer.text

    async def test_goes_back_with_a_code_and_the_state(self, http):
        answer = await self.enter(http)

        assert answer.status_code == 302
        where = answer.headers["location"]
        assert where.startswith("http://127.0.0.1:8000/wechat/account/enter?from=menu&")
        assert "state=abc123" in where

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("appid", "wxother"),
            ("redirect_uri", "https://evil.example/enter"),
            ("redirect_uri", "enter"),
            ("response_type", "token"),
            ("scope", "everything"),
            ("state", "a b"),
            ("state", "a" * 129),
        ],
    )
    async def test_refuses_what_wechat_refuses(self, http, name, value):
        query = QUERY | {name: value, "as": "oDEMO0000000000000000000001"}

        answer = await http.get("/connect/oauth2/authorize", params=query)

        assert answer.status_code == 400
        assert f"<code>{name}</code>" in answer.text

    async def test_a_code_is_good_once(self, http, account):
        code = await self.code(http)

        first = await self.exchange(http, account, code=code)
        second = await self.exchange(http, account, code=code)

        assert first["openid"] == "oDEMO0000000000000000000001"
        assert "is_snapshotuser" not in first
        assert second["errcode"] == 40163

    async def test_a_code_ends_after_five_minutes(self, http, account, world):
        code = await self.code(http)

        world.shift += 301

        assert (await self.exchange(http, account, code=code))["errcode"] == 40029

    async def test_a_snapshot_user_is_named(self, http, account):
        path = "/standin/followers/oDEMO0000000000000000000001/settings"
        await http.post(path, json={"is_snapshot": True})
        code = await self.code(http)

        assert (await self.exchange(http, account, code=code))["is_snapshotuser"] == 1

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"appid": "wxother"}, 40013),
            ({"secret": "wrong"}, 40125),
            ({"code": "made-up"}, 40029),
            ({"grant_type": "x"}, 40002),
        ],
    )
    async def test_refuses_others(self, http, account, changes, code):
        told = await self.exchange(
            http, account, **{"code": await self.code(http)} | changes
        )

        assert told["errcode"] == code

    async def enter(self, http):
        query = QUERY | {"as": "oDEMO0000000000000000000001"}
        return await http.get("/connect/oauth2/authorize", params=query)

    async def code(self, http):
        where = (await self.enter(http)).headers["location"]
        return re.search(r"code=([^&]+)", where)[1]

    async def exchange(self, http, account, **changes):
        query = {
            "appid": account.app_id,
            "secret": account.secret,
            "grant_type": "authorization_code",
        } | changes
        return (await http.get("/sns/oauth2/access_token", params=query)).json()

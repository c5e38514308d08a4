import re
from pathlib import Path

import pytest

from api.chat import pages
from api.middleware.headers import CONTENT_SECURITY_POLICY
from helpdesk.seed import DEMO_MEMBER

ASSETS = sorted((pages.PAGE / "assets").iterdir())


@pytest.fixture
async def page(client):
    return (await client.get("/")).text


@pytest.fixture
async def demo_page(make_settings, serve, connect):
    async with serve(make_settings(demo=True)) as app, connect(app) as client:
        return (await client.get("/")).text


class TestPage:
    async def test_says_whose_it_is_and_that_it_is_a_machine(self, client, page):
        response = await client.get("/")

        assert response.headers["content-type"] == "text/html; charset=utf-8"
        for words in ("深圳市总工会", "12351", "智能客服", "机器人", "转人工"):
            assert words in page

    def test_obeys_its_own_policy(self, page):
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), "script in the page"
        assert "<style" not in page
        assert not re.search(r"\s(?:style|on\w+)=", page)
        assert "javascript:" not in page

    def test_asks_nobody_else_for_anything(self, page):
        for address in re.findall(r'(?:src|href)="([^"]*)"', page):
            assert address.startswith(("/chat/assets/", "tel:", "#")), address

    async def test_everything_it_loads_is_there(self, client, page):
        for address in set(re.findall(r'"(/chat/assets/[^"]*)"', page)):
            assert (await client.get(address)).status_code == 200, address

    def test_offers_the_four_services(self, page):
        for service in ("会员服务", "圆梦计划", "法律援助", "高温"):
            assert service in page

    def test_every_field_and_button_has_a_name(self, page):
        for button in re.findall(r"<button[^>]*>(.*?)</button>", page, re.DOTALL):
            assert re.search(r"[一-鿿]", re.sub(r"<[^>]*>", "", button)), button
        assert 'label class="unseen" for="text"' in page

    def test_shows_no_demo_outside_demo_mode(self, page):
        for words in ("演示", DEMO_MEMBER.phone, DEMO_MEMBER.id_number, "demo.js"):
            assert words not in page


class TestDemoPage:
    def test_says_so_and_shows_the_member_to_try(self, demo_page):
        assert "演示环境" in demo_page
        for value in (DEMO_MEMBER.name, DEMO_MEMBER.phone, DEMO_MEMBER.id_number):
            assert value in demo_page

    def test_obeys_the_policy_too(self, demo_page):
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", demo_page)


class TestAssets:
    @pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
    async def test_is_served_with_the_policy_and_checked_each_time(self, client, path):
        response = await client.get(f"/chat/assets/{path.name}")

        assert response.status_code == 200
        assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert response.headers["cache-control"] == "no-cache"
        again = {"If-None-Match": response.headers["etag"]}
        unchanged = await client.get(f"/chat/assets/{path.name}", headers=again)
        assert unchanged.status_code == 304

    @pytest.mark.parametrize(
        "name", ["../index.html", "..%2findex.html", "%00", "x.js"]
    )
    async def test_nothing_else_is_served(self, client, name):
        response = await client.get(f"/chat/assets/{name}")

        assert response.status_code == 404

    @pytest.mark.parametrize(
        "path", [p for p in ASSETS if p.suffix == ".js"], ids=lambda path: path.name
    )
    def test_no_script_makes_markup_of_text(self, path: Path):
        script = path.read_text(encoding="utf-8")

        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
            assert way not in script
        assert not re.search(r"\beval\(|new Function\(|https?://(?!\[)", script)

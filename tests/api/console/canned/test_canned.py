"""The page of canned texts: found, written, tried out, kept by their keepers."""

import html

import pytest

from helpdesk.canned import canned
from helpdesk.database import unit_of_work
from helpdesk.models import OfficerRole
from tests.api.console.conftest import token_on


@pytest.fixture
async def shipped(sessions):
    async with unit_of_work(sessions) as session:
        await canned.load(session)


async def post(client, path="/console/canned", **form):
    page = await client.get("/console/canned")
    return await client.post(path, data={"token": token_on(page), **form})


class TestList:
    async def test_finds_by_words_and_skill(self, officer, shipped):
        page = await officer.get("/console/canned?words=先别签")
        assert "辞退：先别签字" in page.text
        assert "已受理" not in page.text

        page = await officer.get("/console/canned?skill=membership")
        assert "会员卡：先挂失" in page.text
        assert "辞退：先别签字" not in page.text

    async def test_says_when_there_is_none(self, officer):
        assert "没有这样的常用语" in (await officer.get("/console/canned")).text


class TestWrite:
    async def test_an_own_text_is_seen_by_its_writer_only(self, officer, sign_in):
        form = {"title": "我的开场白", "text": "{{称呼}}您好", "use": "answer"}
        answer = await post(officer, **form, whose="all")

        assert answer.status_code == 303
        page = await officer.get(answer.headers["location"])
        assert "已保存" in page.text
        assert "我的开场白" in page.text
        other = await sign_in(OfficerRole.supervisor)
        assert "我的开场白" not in (await other.get("/console/canned")).text
        path = answer.headers["location"].partition("?")[0]
        assert (await other.get(path)).status_code == 404

    async def test_a_supervisors_text_is_everybodys_to_use(self, officer, sign_in):
        supervisor = await sign_in(OfficerRole.supervisor)
        answer = await post(supervisor, title="大家用", text="您好", whose="all")

        path = answer.headers["location"].partition("?")[0]
        page = await officer.get(path)
        assert "不能改" in page.text
        refused = await post(officer, path, title="改", text="改")
        assert refused.status_code == 404
        refused = await post(officer, f"{path}/switch")
        assert refused.status_code == 404

    async def test_what_is_wrong_is_said_and_nothing_is_lost(self, officer):
        answer = await post(officer, title="好", text="{{密码}}您<b>好")

        assert answer.status_code == 422
        assert "没有“密码”这个填空" in answer.text
        assert html.escape("{{密码}}您<b>好") in answer.text

    async def test_is_put_by_and_offered_again(self, officer):
        answer = await post(officer, title="好", text="您好")
        path = answer.headers["location"].partition("?")[0]

        await post(officer, f"{path}/switch")
        assert "恢复使用" in (await officer.get(path)).text
        await post(officer, f"{path}/switch")
        assert "停用" in (await officer.get(path)).text

    async def test_a_wording_is_changed(self, officer):
        answer = await post(officer, title="好", text="您好")
        path = answer.headers["location"].partition("?")[0]

        answer = await post(officer, path, title="更好", text="早上好")
        assert answer.status_code == 303
        assert "早上好" in (await officer.get(path)).text


class TestTryOut:
    async def test_shows_what_would_be_sent(self, officer):
        answer = await post(officer, "/console/canned/try/out", text="{{称呼}}，{{x}}")

        assert "王师傅" in answer.text
        assert "没有这些填空：x" in answer.text

    async def test_runs_nothing(self, officer):
        bad = "<script>alert(1)</script>{{称呼}}"
        answer = await post(officer, "/console/canned/try/out", text=bad)

        assert "<script>" not in answer.text

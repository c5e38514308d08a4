"""The knowledge editor: found, written with checks, read over by another, told."""

import html
import re

import pytest

from api.console.knowledge.listing import ON_A_PAGE
from helpdesk.database import unit_of_work
from helpdesk.knowledge import articles, knowledge
from helpdesk.knowledge.fields import WRITTEN
from helpdesk.models import Message, OfficerRole
from tests.api.console.conftest import token_on

HERE = "/console/knowledge"
KEY = "ask_heat_allowance"
SHEET = f"{HERE}/articles/{KEY}"


@pytest.fixture
async def content(sessions):
    """Load the articles and return one as a form."""
    async with unit_of_work(sessions) as session:
        await knowledge.load(session)
        article = await articles.by_key(session, KEY)
        values = {name: getattr(article, name) for name in WRITTEN}
    return {
        name: "\n".join(value) if isinstance(value, list) else str(value or "")
        for name, value in values.items()
    }


@pytest.fixture
async def editor(sign_in):
    return await sign_in(OfficerRole.editor)


@pytest.fixture
async def boss(sign_in):
    return await sign_in(OfficerRole.supervisor)


async def post(client, path, **form):
    page = await client.get(f"{HERE}/new")
    return await client.post(path, data={"token": token_on(page), **form})


class TestList:
    async def test_finds_by_words_skill_and_state(self, editor, content):
        page = await editor.get(f"{HERE}?words=高温津贴&skill=summer_relief")
        assert "高温津贴" in page.text
        assert "被拖欠工资" not in page.text
        assert "没有这样的条目" in (await editor.get(f"{HERE}?state=retired")).text

    async def test_what_makes_no_sense_is_left_out(self, editor, content):
        page = await editor.get(f"{HERE}?skill=x&state=y&confidence=Z&words=%00")

        assert page.status_code == 200

    async def test_has_pages(self, editor, content):
        first = await editor.get(f"{HERE}?confidence=B")
        keys = set(re.findall(r"/articles/([a-z_.]+)", first.text))
        onward = re.search(r'rel="next" href="([^"]+)"', first.text)[1]
        second = await editor.get(html.unescape(onward))

        assert len(keys) == ON_A_PAGE
        assert "confidence=B" in onward
        assert keys.isdisjoint(re.findall(r"/articles/([a-z_.]+)", second.text))
        assert 'rel="prev"' in second.text

    @pytest.mark.parametrize("page", ["99999", "0", "-1", "x", "9" * 50, "²"])
    async def test_a_page_that_is_none_is_one_that_is(self, editor, content, page):
        answer = await editor.get(f"{HERE}?page={page}")

        assert answer.status_code == 200
        assert "/articles/" in answer.text


class TestWriting:
    async def test_from_the_sheet_to_what_workers_are_told(
        self, editor, boss, content, sessions
    ):
        written = await post(
            editor, f"{SHEET}/edit", **content | {"title": "高温费"}, do="submit"
        )
        assert written.status_code == 303
        assert "等另一位编辑复核" in (await editor.get(SHEET)).text
        refused = await post(editor, f"{SHEET}/approve")
        assert refused.status_code == 409

        page = await boss.get(SHEET)
        assert "<ins>费</ins>" in page.text
        approved = await post(boss, f"{SHEET}/approve")

        assert approved.status_code == 303
        async with sessions() as session:
            assert (await knowledge.answer(session, intent=KEY)).title == "高温费"
        page = await editor.get(SHEET)
        assert "第 3 版" in page.text or "第 2 版" in page.text

    async def test_is_sent_back_with_a_remark(self, editor, boss, content):
        await post(editor, f"{SHEET}/edit", **content, do="submit")

        await post(boss, f"{SHEET}/return", remark="标题<b>太长")

        page = await editor.get(SHEET)
        assert "退回：标题&lt;b&gt;太长" in page.text

    async def test_a_figure_without_evidence_stays_a_draft(self, editor, content):
        bad = content | {"chat": "每月999元"}
        answer = await post(editor, f"{SHEET}/edit", **bad, do="submit")

        assert answer.status_code == 422
        assert "这些数字没有写依据：999" in answer.text
        assert "还在写的草稿" in (await editor.get(SHEET)).text

    async def test_is_checked_while_it_is_written(self, editor, content):
        bad = content | {"spoken": "打12333。", "title": "<i>题"}
        answer = await post(editor, f"{HERE}/check", key=KEY, **bad)

        assert "口播里的号码要一位一位写成汉字" in html.unescape(answer.text)
        assert "<html" not in answer.text

    async def test_two_editors_do_not_overwrite_each_other(self, editor, boss, content):
        await post(editor, f"{SHEET}/edit", **content, do="keep")
        late = await post(
            boss, f"{SHEET}/edit", **content | {"title": "晚了"}, seen="0", do="keep"
        )

        assert late.status_code == 409
        assert "刚才有别人改过" in late.text

    async def test_a_new_one_begins_with_a_question(self, editor, content):
        key = f"{KEY}.rain"
        answer = await post(editor, f"{HERE}/new", key=key, **content, do="submit")
        assert answer.headers["location"].startswith(f"{HERE}/articles/{key}")
        assert "等复核" in (await editor.get(f"{HERE}?state=submitted")).text

    @pytest.mark.parametrize("key", ["", "Ask", "../x", "a.b.c", KEY])
    async def test_a_key_that_is_none_or_taken_is_refused(self, editor, content, key):
        answer = await post(editor, f"{HERE}/new", key=key, **content)

        assert answer.status_code == 422

    async def test_an_old_version_comes_back_as_a_draft(self, editor, content):
        answer = await post(editor, f"{SHEET}/restore/1")

        assert answer.headers["location"] == f"{SHEET}/edit"
        assert "还在写的草稿" in (await editor.get(SHEET)).text
        assert (await post(editor, f"{SHEET}/restore/99")).status_code == 404

    async def test_what_is_wrong_is_taken_down_at_once(self, boss, content):
        await post(boss, f"{SHEET}/retire")

        assert "已停用" in (await boss.get(SHEET)).text
        assert (await post(boss, f"{SHEET}/retire")).status_code == 409

    async def test_a_draft_is_dropped(self, editor, content):
        await post(editor, f"{SHEET}/edit", **content, do="keep")

        await post(editor, f"{SHEET}/drop")

        assert "草稿" not in (await editor.get(SHEET)).text

    @pytest.mark.parametrize("key", ["nothing_here", "X", "a%2Fb", "a.b.c"])
    async def test_what_there_is_not_is_not_found(self, editor, content, key):
        assert (await editor.get(f"{HERE}/articles/{key}")).status_code == 404


class TestUnanswered:
    async def test_shows_what_nobody_answered_masked(self, editor, sessions, say):
        await say("你们食堂几点开门，打13800138017")
        async with unit_of_work(sessions) as session:
            message = await session.get_one(Message, 1)
            message.intent = "out_of_scope"

        page = await editor.get(f"{HERE}/unanswered")

        assert "食堂几点开门，打138****8017" in page.text

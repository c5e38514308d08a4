import time as clocks
from datetime import date

import pytest
from sqlalchemy import event

from helpdesk.errors import NotFound
from helpdesk.knowledge import Context, articles, knowledge, shelf
from helpdesk.models import ArticleStatus, Confidence
from tests.helpdesk.knowledge.conftest import write

WAGE = "深圳最低工资现在是多少"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "articles"
    made.mkdir()
    return made


class TestAnswer:
    async def test_comes_with_what_makes_it_trustworthy(self, session, folder):
        await knowledge.load(session, write(folder))

        told = await knowledge.answer(session, intent="ask_test")

        assert (told.text, told.year, told.source) == ("写的话。", 2021, "某文件")
        assert told.confidence is Confidence.B
        assert (told.article, told.topic) == ("ask_test", "ask_test")
        assert (told.title, told.version) == ("测试", 1)

    async def test_has_words_to_hear(self, session, folder):
        await knowledge.load(session, write(folder))

        told = await knowledge.answer(session, intent="ask_test", spoken=True)

        assert told.text == "说的话。"

    async def test_is_missing_for_other_intents(self, session):
        with pytest.raises(NotFound, match="ask_test"):
            await knowledge.answer(session, intent="ask_test")

    @pytest.mark.parametrize(
        ("day", "is_told"),
        [
            (date(2026, 5, 31), False),
            (date(2026, 6, 1), True),
            (date(2026, 10, 31), True),
            (date(2026, 11, 1), False),
        ],
    )
    async def test_is_told_while_it_is_valid(self, session, folder, day, is_told):
        season = {"valid_from": "2026-06-01", "valid_to": "2026-10-31"}
        await knowledge.load(session, write(folder, **season))
        asked = knowledge.answer(session, intent="ask_test", context=Context(today=day))

        if is_told:
            assert (await asked).text
        else:
            with pytest.raises(NotFound):
                await asked

    async def test_is_the_narrower_one_that_is_asked_for(self, session, folder):
        write(folder)
        write(folder, id="ask_test.cost", title="要不要钱", chat="不要钱。")
        await knowledge.load(session, folder)

        by_text = await knowledge.answer(
            session, intent="ask_test", text="办这个要钱吗"
        )
        by_name = await knowledge.answer(session, intent="ask_test", aspect="cost")
        neither = await knowledge.answer(
            session, intent="ask_test", text="下雨怎么办", aspect="where"
        )

        assert by_text.text == by_name.text == "不要钱。"
        assert neither.article == "ask_test"


class TestFreshness:
    async def test_costs_no_query_once_warm(self, engine, session):
        await knowledge.warm(session)
        asked = []
        event.listen(
            engine.sync_engine, "before_cursor_execute", lambda *a: asked.append(a[2])
        )

        for _ in range(3):
            await knowledge.answer(session, intent="ask_privacy", text="会不会告诉老板")
            await knowledge.search(session, text="会不会告诉老板")

        assert asked == []

    async def test_takes_less_than_a_millisecond_once_warm(self, session):
        await knowledge.warm(session)
        text = "我在龙华一个厂里打工，会费一个月要交多少钱啊"
        begun = clocks.process_time()  # others may be busy meanwhile

        for _ in range(100):
            await knowledge.answer(session, intent="ask_union_dues", text=text)

        assert (clocks.process_time() - begun) / 100 < 0.001

    async def test_hears_of_other_processes_after_a_while(self, sessions, monkeypatch):
        async def is_told() -> bool:
            async with sessions() as session:
                return await knowledge.has(session, "ask_privacy")

        assert await is_told()
        async with sessions.begin() as other:  # past the service, as another process
            found = await articles.by_key(other, "ask_privacy")
            found.status, found.version = ArticleStatus.retired, found.version + 1

        assert await is_told()
        later = clocks.monotonic() + shelf.PATIENCE
        monkeypatch.setattr(shelf.time, "monotonic", lambda: later)
        assert not await is_told()


class TestFillIns:
    async def test_are_filled_in_when_the_answer_is_given(self, session, folder):
        chat = "高温津贴{heat_allowance}。打{hotline}。"
        await knowledge.load(session, write(folder, chat=chat, spoken="打{hotline}。"))

        written = await knowledge.answer(session, intent="ask_test")
        spoken = await knowledge.answer(session, intent="ask_test", spoken=True)

        assert written.text == "高温津贴每月300元，按天算每天13.8元。打12351。"
        assert spoken.text == "打幺二三五幺。"
        assert await knowledge.fill_ins(session, "ask_test") == {
            "heat_allowance",
            "hotline",
        }

from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.errors import ConfigurationError, NotFound
from helpdesk.knowledge import knowledge
from helpdesk.models import Article, Confidence

ENTRY = """
- id: {intent}
  title: {title}
  asks: [问]
  chat: |
    {chat}
  spoken: 说的
  year: 2021
  source: 某文件
  confidence: B
  evidence: [据某文件]
  reviewer: 某人
  reviewed_on: 2026-11-22
"""


def _write(folder, chat="写的", title="一", intent="ask_test", more=""):
    text = ENTRY.format(intent=intent, title=title, chat=chat)
    (folder / f"{title}.yml").write_text(text + more, "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "articles"
    made.mkdir()
    return made


class TestAnswer:
    async def test_comes_with_year_and_source(self, session, folder):
        await knowledge.load(session, _write(folder))

        told = await knowledge.answer(session, intent="ask_test")

        assert (told.text, told.year, told.source) == ("写的", 2021, "某文件")
        assert told.confidence is Confidence.B

    async def test_has_words_to_hear(self, session, folder):
        await knowledge.load(session, _write(folder))

        told = await knowledge.answer(session, intent="ask_test", spoken=True)

        assert told.text == "说的"

    async def test_is_missing_for_other_intents(self, session):
        with pytest.raises(NotFound, match="ask_test"):
            await knowledge.answer(session, intent="ask_test")

    @pytest.mark.parametrize(
        ("day", "title"),
        [
            (date(2026, 5, 31), "旧"),
            (date(2026, 6, 1), "新"),
            (date(2026, 10, 31), "新"),
            (date(2026, 11, 1), "旧"),
        ],
    )
    async def test_is_the_newest_that_is_valid_today(
        self, session, folder, monkeypatch, day, title
    ):
        _write(folder, "旧", "旧")
        season = "  valid_from: 2026-06-01\n  valid_to: 2026-10-31\n"
        await knowledge.load(session, _write(folder, "新", "新", more=season))
        monkeypatch.setattr("helpdesk.clock.today", lambda: day)

        told = await knowledge.answer(session, intent="ask_test")

        assert told.text == title

    async def test_is_missing_when_all_have_ended(self, session, folder):
        ended = "  valid_to: 2020-01-01\n"
        await knowledge.load(session, _write(folder, more=ended))

        with pytest.raises(NotFound):
            await knowledge.answer(session, intent="ask_test")


class TestLoad:
    async def test_changes_what_changed_and_counts_versions(self, session, folder):
        assert await knowledge.load(session, _write(folder)) == 1
        await session.flush()
        assert await knowledge.load(session, folder) == 0
        assert await knowledge.load(session, _write(folder, "改了")) == 1

        found = select(Article).where(Article.intent == "ask_test")
        (article,) = (await session.scalars(found)).all()
        assert (article.chat, article.version) == ("改了", 2)

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("year: 2021", "", "year missing"),
            ("year: 2021", "year: 2021\n  jahr: 1", "jahr unknown"),
            ("confidence: B", "confidence: E", "A, B, C or D"),
            ("confidence: B", "confidence: B\n  valid_to: 六月", "YYYY-MM-DD"),
        ],
    )
    async def test_names_file_and_fault(self, session, folder, old, new, says):
        path = _write(folder) / "一.yml"
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

        with pytest.raises(ConfigurationError, match=f"一.yml: ask_test: .*{says}"):
            await knowledge.load(session, folder)

    async def test_takes_the_projects_own_articles(self, session):
        assert await knowledge.load(session) == 0  # the seed did
        assert (await session.scalars(select(Article))).all()

from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.errors import ConfigurationError, Conflict, InvalidInput, NotFound
from helpdesk.knowledge import articles, knowledge
from helpdesk.models import Article, ArticleChange, ArticleStatus, Confidence
from tests.helpdesk.knowledge.conftest import ENTRY, write

CONTENT = {
    **{name: value for name, value in ENTRY.items() if name != "id"},
    "confidence": Confidence.B,
    "reviewed_on": date(2026, 11, 22),
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "articles"
    made.mkdir()
    return made


@pytest.fixture
async def article(session, officer):
    """A published article of an officer."""
    await articles.draft(session, "ask_test", CONTENT, by=officer)
    return await articles.publish(session, "ask_test", version=1, by=officer)


async def told(session):
    return (await knowledge.answer(session, intent="ask_test")).text


class TestLoad:
    async def test_adds_and_changes_and_counts_versions(self, session, folder):
        first = await articles.load(session, write(folder))
        again = await articles.load(session, folder)
        then = await articles.load(session, write(folder, chat="改了。"))

        article = await articles.by_key(session, "ask_test")
        assert (first.added, again.added, then.changed) == (
            ["ask_test"],
            [],
            ["ask_test"],
        )
        assert (article.chat, article.version, article.shipped) == ("改了。", 2, 2)
        assert await told(session) == "改了。"

    async def test_leaves_what_an_officer_wrote_and_says_so(
        self, session, folder, officer, caplog
    ):
        await articles.load(session, write(folder))
        await articles.revise(
            session, "ask_test", {"chat": "干部写的。"}, version=1, by=officer
        )

        loaded = await articles.load(session, write(folder, chat="文件写的。"))

        assert loaded.left == ["ask_test"]
        assert "ask_test" in caplog.text
        assert await told(session) == "干部写的。"

    async def test_retires_what_the_files_no_longer_hold(self, session, folder):
        await articles.load(session, write(folder))
        (folder / "ask_test.yml").unlink()

        assert (await articles.load(session, folder)).retired == ["ask_test"]
        assert not await knowledge.has(session, "ask_test")

    async def test_keeps_back_what_is_not_verified(self, session, folder):
        await articles.load(session, write(folder, confidence="D"))

        article = await articles.by_key(session, "ask_test")
        assert article.status is ArticleStatus.draft
        assert not await knowledge.has(session, "ask_test")

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"jahr": 1}, "jahr unknown"),
            ({"confidence": "E"}, "A, B, C or D"),
            ({"valid_to": "六月"}, "YYYY-MM-DD"),
            ({"asks": "测试"}, "lists"),
        ],
    )
    async def test_names_file_and_fault(self, session, folder, changes, says):
        write(folder, **changes)

        with pytest.raises(ConfigurationError, match=f"ask_test.yml: .*{says}"):
            await articles.load(session, folder)

    async def test_refuses_an_id_that_is_there_twice(self, session, folder):
        text = (write(folder) / "ask_test.yml").read_text("utf-8")
        (folder / "more.yml").write_text(text, "utf-8")

        with pytest.raises(ConfigurationError, match=r"ask_test is in ask_test\.yml"):
            await articles.load(session, folder)

    async def test_takes_the_projects_own_articles(self, session):
        loaded = await articles.load(session)  # the seed did

        assert (loaded.added, loaded.changed, loaded.left) == ([], [], [])
        assert (await session.scalars(select(Article))).all()


class TestDraft:
    async def test_is_not_told_before_it_is_published(self, session, officer):
        await articles.draft(session, "ask_test", CONTENT, by=officer)
        assert not await knowledge.has(session, "ask_test")

        await articles.publish(session, "ask_test", version=1, by=officer)
        assert await told(session) == "写的话。"

    async def test_can_not_take_the_place_of_another(self, session, officer, article):
        with pytest.raises(Conflict):
            await articles.draft(session, "ask_test", CONTENT, by=officer)

    async def test_is_published_only_when_it_is_verified(self, session, officer):
        unsure = {**CONTENT, "confidence": Confidence.D}
        await articles.draft(session, "ask_test", unsure, by=officer)

        with pytest.raises(InvalidInput, match="D 级"):
            await articles.publish(session, "ask_test", version=1, by=officer)


class TestRevise:
    async def test_is_told_at_once(self, session, officer, article):
        await told(session)

        await articles.revise(
            session, "ask_test", {"chat": "新的话。"}, version=2, by=officer
        )

        assert await told(session) == "新的话。"

    async def test_refuses_who_saw_an_older_version(self, session, officer, article):
        with pytest.raises(Conflict, match="version 2, not 1"):
            await articles.revise(
                session, "ask_test", {"chat": "新的话。"}, version=1, by=officer
            )

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"chat": "每月 300 元。"}, "没有写依据：300"),
            ({"chat": "每月三百元。"}, "没有写依据：300"),
            ({"chat": "见第50条。"}, "没有写依据：§50"),
            ({"chat": "打{phone}。"}, "没有“phone”这个填空"),
            ({"chat": "打{phone。"}, "填空"),
            ({"chat": "长" * 321}, "“文字答复”有321个字"),
            ({"chat": ""}, "没有写“文字答复”"),
            ({"spoken": "短。" * 4}, "口播有4句"),
            ({"spoken": "长" * 61}, "一口气说不完"),
            ({"spoken": "下载APP。"}, "英文"),
            ({"spoken": "这样（那样）。"}, "括号"),
            ({"spoken": "请打12351。"}, "幺二三五幺"),
            ({"asks": ["一"]}, "“问法”要3到8条"),
            ({"year": 1900}, "“年份”1900"),
            ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "生效"),
            ({"confidence": Confidence.D}, "D 级"),
            ({"status": "published"}, "没有“status”"),
        ],
    )
    async def test_refuses_what_workers_can_not_be_told(
        self, session, officer, article, changes, says
    ):
        with pytest.raises(InvalidInput, match=says):
            await articles.revise(session, "ask_test", changes, version=2, by=officer)

        assert (article.version, article.chat) == (2, "写的话。")

    async def test_takes_figures_with_evidence(self, session, officer, article):
        changes = {
            "chat": "每月300元，不要超过2%，打12351。",
            "spoken": "每月三百元，不要超过百分之二，打幺二三五幺。",
            "evidence": ["每月300元、2%，电话12351（某文件）"],
        }

        await articles.revise(session, "ask_test", changes, version=2, by=officer)

        assert (await told(session)).startswith("每月300元")

    async def test_lets_one_of_two_win(self, sessions, officer):
        async with unit_of_work(sessions) as session:
            await articles.draft(session, "ask_test", CONTENT, by=officer)
        for chat, refused in (("甲。", False), ("乙。", True)):
            async with sessions.begin() as session:
                try:
                    await articles.revise(
                        session, "ask_test", {"chat": chat}, version=1, by=officer
                    )
                    assert not refused
                except Conflict:
                    assert refused


class TestRetire:
    async def test_ends_the_answers(self, session, officer, article):
        await articles.retire(session, "ask_test", version=2, by=officer)

        with pytest.raises(NotFound):
            await told(session)
        with pytest.raises(Conflict):
            await articles.retire(session, "ask_test", version=3, by=officer)


class TestHistory:
    async def test_tells_who_did_what_and_gives_it_back(
        self, session, officer, article
    ):
        await articles.revise(
            session, "ask_test", {"chat": "新的话。"}, version=2, by=officer
        )

        await articles.restore(session, "ask_test", to=2, version=3, by=officer)

        done = await articles.history(session, "ask_test")
        assert [(each.version, each.change) for each in done] == [
            (4, ArticleChange.restored),
            (3, ArticleChange.revised),
            (2, ArticleChange.published),
            (1, ArticleChange.drafted),
        ]
        assert {each.officer_id for each in done} == {officer}
        assert done[1].content["chat"] == "新的话。"
        assert await told(session) == "写的话。"

    async def test_has_no_version_that_never_was(self, session, officer, article):
        with pytest.raises(NotFound):
            await articles.restore(session, "ask_test", to=9, version=2, by=officer)

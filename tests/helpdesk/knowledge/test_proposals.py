"""Proposals: written by one editor, told only when another has read them over."""

from datetime import date

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.knowledge import articles, knowledge, proposals
from helpdesk.knowledge.fields import WRITTEN
from helpdesk.knowledge.reviews import due_on, gaps, unwritten
from helpdesk.models import (
    ArticleStatus,
    AuditEntry,
    AuditSubject,
    AuthorKind,
    Confidence,
    Message,
    Officer,
    OfficerRole,
    ProposalState,
)

KEY = "ask_heat_allowance"


@pytest.fixture
async def editors(session):
    made = [
        Officer(login=name, name=name, password_hash="-", role=OfficerRole.editor)
        for name in ("ada", "bea")
    ]
    session.add_all(made)
    await session.flush()
    return made


async def content_of(session, key=KEY, **changes):
    article = await articles.by_key(session, key)
    return {name: getattr(article, name) for name in WRITTEN} | changes


async def submitted(session, editor, key=KEY, **changes):
    content = await content_of(session, KEY, **changes)
    await proposals.write(session, key, content, officer=editor, seen=None)
    return await proposals.submit(session, key, officer=editor)


async def approved(session, key, editor):
    by = Actor(AuthorKind.officer, officer_id=editor.id)
    return await proposals.approve(session, key, officer=editor, by=by)


async def told(session):
    return (await knowledge.answer(session, intent=KEY)).title


class TestFourEyes:
    async def test_workers_are_told_only_what_another_editor_read(
        self, session, editors
    ):
        ada, bea = editors
        before = await told(session)
        await submitted(session, ada, title="高温费")
        assert await told(session) == before

        article = await approved(session, KEY, bea)

        assert await told(session) == "高温费"
        assert article.reviewer == "bea"
        assert article.reviewed_on == clock.today()
        [newest, *_] = await articles.history(session, KEY)
        assert newest.officer_id == ada.id
        assert await proposals.of(session, KEY) is None

    async def test_nobody_approves_or_returns_their_own(self, session, editors):
        await submitted(session, editors[0])

        with pytest.raises(Conflict, match="own"):
            await approved(session, KEY, editors[0])
        with pytest.raises(Conflict, match="own"):
            await proposals.send_back(session, KEY, "改", officer=editors[0])

    async def test_who_wrote_last_is_the_author(self, session, editors):
        ada, bea = editors
        proposal = await submitted(session, ada)
        await proposals.write(
            session,
            KEY,
            await content_of(session, title="高温费"),
            officer=bea,
            seen=proposal.writings,
        )
        await proposals.submit(session, KEY, officer=bea)

        with pytest.raises(Conflict, match="own"):
            await approved(session, KEY, bea)

    async def test_what_is_not_submitted_is_not_approved(self, session, editors):
        content = await content_of(session)
        await proposals.write(session, KEY, content, officer=editors[0], seen=None)

        with pytest.raises(Conflict, match="not submitted"):
            await approved(session, KEY, editors[1])

    async def test_a_new_article_is_published_with_its_approval(self, session, editors):
        await submitted(session, editors[0], f"{KEY}.rain", title="下雨天")

        article = await approved(session, f"{KEY}.rain", editors[1])

        assert article.status is ArticleStatus.published
        assert article.intent == KEY

    async def test_an_article_that_changed_meanwhile_is_not_overwritten(
        self, session, editors
    ):
        await submitted(session, editors[0], title="高温费")
        changed = await articles.by_key(session, KEY)
        await articles.revise(
            session,
            KEY,
            {"title": "别的"},
            version=changed.version,
            by=editors[1].id,
        )

        with pytest.raises(Conflict):
            await approved(session, KEY, editors[1])

    async def test_leaves_a_line_in_the_log(self, session, editors):
        await submitted(session, editors[0], title="高温费")
        article = await approved(session, KEY, editors[1])

        about = AuditEntry.subject == AuditSubject.article
        [entry] = (await session.scalars(select(AuditEntry).where(about))).all()
        assert entry.officer_id == editors[1].id
        assert entry.subject_id == article.id
        assert entry.after["author"] == editors[0].id


class TestWrite:
    async def test_keeps_what_is_not_right_yet(self, session, editors):
        await proposals.write(
            session, "ask_x", {"title": "半"}, officer=editors[0], seen=None
        )

        kept = await proposals.of(session, "ask_x")
        assert kept.content["title"] == "半"
        with pytest.raises(InvalidInput, match="没有写"):
            await proposals.submit(session, "ask_x", officer=editors[0])

    async def test_two_editors_do_not_overwrite_each_other(self, session, editors):
        content = await content_of(session)
        await proposals.write(session, KEY, content, officer=editors[0], seen=None)

        with pytest.raises(Conflict):
            await proposals.write(session, KEY, content, officer=editors[1], seen=0)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"chat": "每月350元，按月发。"},
            {"confidence": Confidence.D},
            {"asks": ["只有一种问法"]},
            {"spoken": "打12333。"},
        ],
    )
    async def test_what_is_wrong_is_not_submitted(self, session, editors, wrong):
        with pytest.raises(InvalidInput, match=r"[\u4e00-\u9fff]"):
            await submitted(session, editors[0], **wrong)

    async def test_is_sent_back_with_a_remark(self, session, editors):
        await submitted(session, editors[0])
        await proposals.send_back(session, KEY, "标题太长", officer=editors[1])

        proposal = await proposals.of(session, KEY)
        assert proposal.state is ProposalState.writing
        assert proposal.remark == "标题太长"
        with pytest.raises(InvalidInput, match="写一句"):
            await submitted_again(session, editors)

    async def test_can_be_dropped(self, session, editors):
        await submitted(session, editors[0])
        by = Actor(AuthorKind.officer, officer_id=editors[1].id)

        await proposals.drop(session, KEY, by=by)

        assert await proposals.of(session, KEY) is None
        with pytest.raises(NotFound):
            await proposals.drop(session, KEY, by=by)


async def submitted_again(session, editors):
    await proposals.submit(session, KEY, officer=editors[0])
    await proposals.send_back(session, KEY, " ", officer=editors[1])


class TestReviews:
    async def test_are_due_by_how_well_it_is_established(self, session):
        article = await articles.by_key(session, KEY)
        article.reviewed_on, article.confidence = date(2026, 1, 1), Confidence.B
        article.valid_to = None
        assert due_on(article) == date(2027, 1, 1)

        article.valid_to = date(2026, 10, 31)
        assert due_on(article) == date(2026, 10, 1)


class TestGaps:
    async def said(self, session, conversation, *texts, **changes):
        for text in texts:
            number = len((await session.scalars(select(Message.id))).all())
            fields = {"intent": "out_of_scope", "confidence": 0.9}
            fields |= {"received_at": clock.now(), **changes}
            session.add(
                Message(
                    conversation_id=conversation.id,
                    message_id=f"q{number}",
                    text=text,
                    **fields,
                )
            )
            await session.flush()

    async def test_the_most_frequent_comes_first_and_numbers_are_masked(
        self, session, conversation
    ):
        await self.said(session, conversation, "食堂几点开", "打13800138017问了")
        await self.said(session, conversation, "食堂几点开")

        found = await gaps(session)

        assert [(gap.text, gap.times) for gap in found] == [
            ("食堂几点开", 2),
            ("打138****8017问了", 1),
        ]

    async def test_what_was_understood_is_none(self, session, conversation):
        await self.said(session, conversation, "高温费多少", intent=KEY)

        assert await gaps(session) == []

    async def test_a_question_without_an_article_is_unwritten(
        self, session, conversation
    ):
        await self.said(session, conversation, "一", "二", intent="ask_moon")

        [found] = await unwritten(session, answered=[KEY])
        assert (found.intent, found.times) == ("ask_moon", 2)
        assert await unwritten(session, answered=["ask_moon"]) == []

import pytest
import yaml
from sqlalchemy import select

from helpdesk.conversations import conversations, floor
from helpdesk.identity import bindings
from helpdesk.models import AuthorKind, ChannelKind, OutboxItem, TicketStatus
from helpdesk.notifications.queue import NEWS
from helpdesk.tickets import tickets

OPENID = "oDEMO-follower-1"


@pytest.fixture
async def talk(session):
    return await conversations.resume(
        session, channel=ChannelKind.wechat, source_id=OPENID
    )


@pytest.fixture
async def matter(session, talk):
    return await tickets.open(
        session,
        category="report_unpaid_wages",
        subject="老板欠了三个月工资，一共两万四，一直说没钱",
        conversation=talk,
        message_id="m1",
    )


async def told(session):
    """Return what waits in the outbox: text, buttons and notice of each."""
    items = await session.scalars(select(OutboxItem).order_by(OutboxItem.id))
    return [item.payload for item in items]


async def texts(session):
    return [payload["replies"][0]["text"] for payload in await told(session)]


async def move(session, ticket, *path, words=None):
    for to in path:
        await tickets.move(session, ticket, to=TicketStatus(to), text=words)


class TestOfTicket:
    async def test_opening_it_is_no_news_to_who_did(self, session, matter):
        assert await told(session) == []

    async def test_tells_that_it_was_accepted_and_until_when(self, session, matter):
        await move(session, matter, "open")

        (text,) = await texts(session)
        due = tickets.due_on(matter)
        assert "已经有工作人员受理" in text
        assert f"{due.month}月{due.day}日" in text
        assert f"{matter.number[:6]} {matter.number[6:9]}" in text

    async def test_tells_what_papers_are_missing(self, session, matter):
        await move(session, matter, "open")
        await move(session, matter, "pending_member", words="请拍劳动合同 <第一页>")

        payload = (await told(session))[1]
        assert "请拍劳动合同 <第一页>" in payload["replies"][0]["text"]
        assert payload["replies"][0]["buttons"][0]["payload"] == "我要补充材料"
        assert payload["notice"]["tells_all"] is False  # the words follow

    async def test_what_the_officer_did_not_say_leaves_no_gap(self, session, matter):
        await move(session, matter, "open", "resolved")

        text = (await texts(session))[1]
        assert "办好了" in text
        assert "\n\n" not in text

    async def test_asks_for_a_rating_when_it_is_settled(self, session, matter):
        await move(session, matter, "open", "resolved")

        reply = (await told(session))[1]["replies"][0]
        undone, *rating = reply["buttons"]
        assert undone["title"] == "没解决"
        assert [button["title"] for button in rating][::4] == ["很满意", "很不满意"]
        assert all(matter.number in button["payload"] for button in rating)
        assert "满意吗" in reply["text"]

    async def test_asks_once(self, session, matter):
        await move(session, matter, "open", "resolved", "open", "resolved", "closed")

        assert sum("满意吗" in text for text in await texts(session)) == 1

    async def test_asks_nobody_who_rated_it(self, session, matter):
        await tickets.rate(session, matter, 5)
        await move(session, matter, "open", "resolved")

        assert not any("满意吗" in text for text in await texts(session))

    async def test_tells_what_an_officer_wrote(self, session, matter):
        await move(session, matter, "open")
        await tickets.add_note(session, matter, "明天去厂里看", by=AuthorKind.officer)

        assert "明天去厂里看" in (await texts(session))[1]

    async def test_what_the_member_did_is_no_news(self, session, matter):
        await tickets.add_note(session, matter, "还有加班费", by=AuthorKind.member)
        await tickets.withdraw(session, matter, "解决了")
        await tickets.reopen(session, matter, "又不给了")

        assert await told(session) == []

    async def test_fields_of_a_notice_are_short(self, session, matter):
        await move(session, matter, "open")

        notice = (await told(session))[0]["notice"]
        assert notice["name"] == "ticket"
        assert notice["fields"]["status"] == "已受理"
        assert all(len(text) <= 20 for text in notice["fields"].values())

    async def test_each_event_is_told_once(self, session, matter):
        await move(session, matter, "open", "pending_member", "open")

        keys = await session.scalars(select(OutboxItem.request_key))
        assert len(set(keys)) == 3

    async def test_who_came_by_the_web_is_not_written_to(self, session, ticket):
        await move(session, ticket, "open")

        assert await told(session) == []

    async def test_a_member_bound_on_wechat_is(self, session, talk, ticket, member):
        await bindings.bind(session, talk, member.id)
        ticket.member_id = member.id
        await session.flush()

        await move(session, ticket, "open")

        (item,) = await session.scalars(select(OutboxItem))
        assert item.identity_id == talk.identity_id

    async def test_nobody_else_hears_of_it(self, session, talk, matter, member):
        other = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id="oDEMO-other"
        )
        await bindings.bind(session, other, member.id)
        matter.member_id = member.id
        await session.flush()

        await move(session, matter, "open")

        (item,) = await session.scalars(select(OutboxItem))
        assert item.identity_id == talk.identity_id


class TestOfFloor:
    async def test_tells_what_the_officer_says(self, session, talk, officer):
        await floor.take(session, talk, officer.id)
        await floor.answer(session, talk, officer.id, "您好，{我}是小李")
        await floor.return_(session, talk, officer.id)

        joined, said, left = await texts(session)
        assert "已经接入" in joined
        assert said == "您好，{我}是小李"
        assert "到这里结束" in left

    async def test_waiting_is_told_by_the_answer_itself(self, session, talk):
        await floor.queue(session, talk, reason="想问工资")

        assert await told(session) == []

    async def test_the_page_asks_by_itself(self, session, conversation, officer):
        await floor.take(session, conversation, officer.id)
        await floor.answer(session, conversation, officer.id, "您好")

        assert await told(session) == []


class TestWords:
    @pytest.mark.parametrize("name", yaml.safe_load(NEWS.read_text("utf-8"))["tickets"])
    def test_fill_in(self, name):
        news = yaml.safe_load(NEWS.read_text("utf-8"))["tickets"][name]
        names = ("number", "plain", "subject", "due", "words", "from", "into")
        values = dict.fromkeys(names, "…")

        assert "{" not in news["says"].format(**values)
        assert len(news["notice"]) <= 20
        for button in (*news.get("buttons", ()), *news.get("rating", ())):
            assert "{" not in button["says"].format(**values)

import pytest
from sqlalchemy import func, select

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.followers import Contact, followers
from helpdesk.models import ChannelKind, Floor, Reply, Ticket
from helpdesk.notifications import notifications
from helpdesk.unanswered import unanswered

OPENID = "oDEMO-follower-1"


@pytest.fixture
def promise(sessions, time):
    """Take a message and promise its answer, as the callback does."""

    async def promise(text, message_id="m1"):
        async with unit_of_work(sessions) as session:
            follower = await followers.contacted(session, OPENID, Contact.message)
            talk = await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=OPENID
            )
            message = await conversations.receive(
                session, talk, message_id=message_id, text=text
            )
            await notifications.answer_later(session, follower.identity_id, message)
        return talk, message

    return promise


@pytest.fixture
def settle(sessions):
    async def settle():
        async with unit_of_work(sessions) as session:
            return await unanswered.answer_overdue(session)

    return settle


async def _reply(sessions, talk, message):
    async with unit_of_work(sessions) as session:
        found = await conversations.message(session, talk, message.message_id)
        return found.replies


async def _tickets(sessions):
    async with unit_of_work(sessions) as session:
        return (await session.scalars(select(Ticket).order_by(Ticket.id))).all()


class TestAnswerOverdue:
    async def test_leaves_the_bot_its_time(self, sessions, promise, settle, time):
        talk, message = await promise("老板欠薪")
        time.forward(seconds=59)

        assert await settle() == 0
        assert await _reply(sessions, talk, message) is None

    async def test_opens_a_ticket_and_tells_its_number(
        self, sessions, promise, settle, time
    ):
        before = len(await _tickets(sessions))
        talk, message = await promise("老板欠薪三个月")
        time.forward(seconds=60)

        assert await settle() == 1
        assert await settle() == 0

        *_, ticket = await _tickets(sessions)
        (reply,) = await _reply(sessions, talk, message)
        assert len(await _tickets(sessions)) == before + 1
        assert ticket.details == {"message": "老板欠薪三个月"}
        assert ticket.number[6:9] in reply.text

    async def test_several_are_one_matter(self, sessions, promise, settle, time):
        before = len(await _tickets(sessions))
        await promise("老板欠薪", "m1")
        talk, second = await promise("两万块", "m2")
        time.forward(seconds=60)

        assert await settle() == 2

        assert len(await _tickets(sessions)) == before + 1
        assert "记到工单" in (await _reply(sessions, talk, second))[0].text

    async def test_leaves_what_was_answered(self, sessions, promise, settle, time):
        talk, message = await promise("老板欠薪")
        async with unit_of_work(sessions) as session:
            await conversations.answer(session, message, [Reply("要证据。")])
        time.forward(seconds=60)

        assert await settle() == 0
        assert (await _reply(sessions, talk, message))[0].text == "要证据。"

    async def test_raises_the_alarm_when_somebody_is_in_danger(
        self, sessions, promise, settle, time
    ):
        talk, message = await promise("工友从楼上掉下来了，昏迷不醒，快救人")
        time.forward(seconds=60)

        await settle()

        *_, ticket = await _tickets(sessions)
        (reply,) = await _reply(sessions, talk, message)
        async with unit_of_work(sessions) as session:
            waiting = await conversations.by_key(session, talk.key)
            assert waiting.floor is Floor.queued
        assert ticket.priority.value == "urgent"
        assert "120" in reply.text

    async def test_the_first_answer_stays_the_answer(
        self, sessions, promise, settle, time
    ):
        talk, message = await promise("老板欠薪")
        time.forward(seconds=60)
        await settle()

        async with unit_of_work(sessions) as session:
            await conversations.answer(session, message, [Reply("太迟了")])

        assert "登记" in (await _reply(sessions, talk, message))[0].text

    async def test_opens_no_second_ticket_for_the_gateway(
        self, sessions, promise, settle, time
    ):
        talk, _ = await promise("老板欠薪")
        time.forward(seconds=60)
        await settle()

        async with unit_of_work(sessions) as session:
            count = await session.scalar(
                select(func.count()).where(Ticket.conversation_id == talk.id)
            )
        assert count == 1

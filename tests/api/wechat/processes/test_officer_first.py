"""Once an officer has spoken nothing of the bot's arrives any more."""

import asyncio
import random

import pytest

from api.gateway.exchange import Incoming, exchange
from api.wechat import receiver
from api.wechat.rendering import parts
from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.models import ChannelKind, Officer, OfficerRole
from helpdesk.notifications import Outcome, Receipt, notifications
from tests.api.conftest import says

WORDS = "您好，我是工会的小林"


class Post:
    """WeChat's customer service, which shows what it takes."""

    needs_opt_in = False

    def __init__(self, texts):
        self.texts, self.shown = texts, []

    def parts(self, replies):
        return parts(replies, self.texts)

    def notice_id(self, name):
        return None

    async def write(self, openid, text):
        self.shown.append(text)
        return Receipt(Outcome.taken)


@pytest.fixture
def post(said):
    return Post(said)


@pytest.fixture
async def officer_id(followed):
    async with unit_of_work(followed.sessions) as session:
        officer = Officer(login="xiaolin", name="林晓岚", role=OfficerRole.seat)
        officer.password_hash = officer.login
        session.add(officer)
        await session.flush()
        return officer.id


@pytest.fixture
def speak(followed, officer_id):
    """Take the floor of a conversation, the follower's if none is named, and speak."""

    async def run(key=None):
        key = key or (await followed.conversation()).key
        for step in (take, say):
            async with unit_of_work(followed.sessions) as session:
                await step(session, await conversations.by_key(session, key))

    async def take(session, conversation):
        await floor.take(session, conversation, officer_id)

    async def say(session, conversation):
        await floor.answer(session, conversation, officer_id, WORDS)

    return run


@pytest.fixture
def deliver(followed, post):
    """Be the outbox's worker until nothing waits any more."""

    async def run():
        async with asyncio.timeout(10):
            while await followed.waiting():
                await notifications.deliver_to_followers(followed.sessions, post)
                await asyncio.sleep(0.05)

    return run


class TestRepeated:
    async def test_an_answer_is_not_repeated_after_the_officers_words(
        self,
        pair,
        speak,
    ):
        assert (await pair[0].say("你好", number=7)).text == "您说的是：你好"

        await speak()

        assert (await pair[0].say("你好", number=7)).text is None
        assert (await pair[1].say("你好", number=7)).text is None

    async def test_an_answer_before_is_repeated_as_ever(self, pair):
        first = await pair[0].say("你好", number=7)

        assert (await pair[0].say("你好", number=7)).body == first.body


class TestLate:
    async def test_an_answer_that_has_not_left_stays(
        self,
        late_pair,
        bot,
        speak,
        deliver,
        post,
        followed,
    ):
        assert (await late_pair[0].say("你好")).text is None
        async with asyncio.timeout(10):
            while not [m for m in await followed.messages() if m.replies]:
                await asyncio.sleep(0.01)

        await speak()
        await deliver()

        assert post.shown[-1] == WORDS
        assert "您说的是：你好" not in post.shown

    async def test_an_answer_that_is_kept_but_not_given_yet_is_not_given(
        self,
        pair,
        speak,
        deliver,
        post,
        monkeypatch,
    ):
        in_time = receiver._in_time

        async def slowly(turn, *, by):
            await in_time(turn, by=by)
            await speak()

        monkeypatch.setattr(receiver, "_in_time", slowly)

        assert (await pair[0].say("你好")).text is None
        await deliver()
        assert post.shown[-1] == WORDS
        assert "您说的是：你好" not in post.shown

    async def test_the_officers_words_do_not_overtake_a_reply_on_its_way(
        self,
        pair,
        speak,
        followed,
    ):
        await pair[0].say("你好")

        await speak()

        assert all(item.due_at > item.created_at for item in await followed.waiting())


class TestSilence:
    async def test_who_has_heard_the_officer_is_told_nothing(
        self,
        pair,
        bot,
        speak,
    ):
        await pair[0].say("你好")
        await speak()

        assert (await pair[0].say("在吗")).text is None
        assert bot.texts == ["你好"]


class TestRace:
    async def test_nobody_takes_the_floor_while_an_answer_is_kept(
        self,
        pair,
        followed,
        speak,
    ):
        await pair[0].say("你好", number=7)
        key = (await followed.conversation()).key
        [message] = await followed.messages()
        settling = exchange(
            followed.sessions, Incoming(key, message.message_id, "你好")
        )

        async with settling as found:
            taking_it = asyncio.create_task(speak(key))
            done, _ = await asyncio.wait({taking_it}, timeout=0.3)
            assert done == set()
            assert found.conversation.floor == "bot"

        await taking_it

    async def test_on_the_page_nothing_of_the_bots_is_kept_after_the_officers_words(
        self,
        pair,
        bot,
        followed,
        speak,
    ):
        chance = random.Random(7)  # noqa: S311 - no secret

        async def answer(question):
            await asyncio.sleep(chance.uniform(0, 0.02))
            return says("机器人的话")

        bot.answer = answer

        async def one():
            async with unit_of_work(followed.sessions) as session:
                talk = await conversations.start(session, channel=ChannelKind.web)
            asking = asyncio.gather(
                *(
                    each.client.post(
                        "/chat/messages",
                        json={"conversation": talk.key, "text": "在吗"},
                    )
                    for each in pair
                )
            )
            await asyncio.sleep(chance.uniform(0, 0.03))
            await speak(talk.key)
            await asking
            async with unit_of_work(followed.sessions) as session:
                messages = await conversations.transcript(session, talk)
                moves = await floor.since(session, talk)
            spoken_at = moves[-1].created_at
            return [
                reply.text
                for message in messages
                for reply in message.replies
                if message.answered_at >= spoken_at
            ]

        late = await asyncio.gather(*(one() for _ in range(25)))

        assert late == [[]] * 25

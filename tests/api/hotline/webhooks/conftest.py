import pytest

from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from tests.api.conftest import says


@pytest.fixture
def queues(bot, sessions, open_desk):
    """The bot hands the call to a person, and somebody is there."""

    async def answer(question):
        async with unit_of_work(sessions) as session:
            conversation = await conversations.by_thread(session, question["sender"])
            await floor.queue(session, conversation, reason="转人工")
        return says("好的，已经帮您排队。", intent="request_human")

    bot.answer = answer

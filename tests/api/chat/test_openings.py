"""A first message that is delivered twice, to one process or to two."""

import asyncio

import pytest

from api.chat.openings import Openings
from helpdesk.database import create_engine, create_sessions

LONG = "0123456789abcdef"


@pytest.fixture
def settings(make_settings_of_either):
    return make_settings_of_either()


@pytest.fixture
async def processes(settings):
    """Two, each with connections of its own."""
    engines = [create_engine(settings) for _ in range(2)]
    yield [Openings(create_sessions(each), asyncio.Semaphore(5)) for each in engines]
    for engine in engines:
        await engine.dispose()


class TestConversationOf:
    async def test_another_process_finds_what_a_message_began(self, processes):
        one, other = processes

        began = await one.conversation_of(LONG, "你好")

        assert await other.conversation_of(LONG, "你好") == began

    async def test_nine_at_once_begin_one(self, processes):
        keys = await asyncio.gather(
            *(processes[n % 2].conversation_of(LONG, "你好") for n in range(9))
        )

        assert len(set(keys)) == 1

    async def test_another_text_is_another_sender(self, processes):
        one, other = processes

        began = await one.conversation_of(LONG, "你好")

        assert await other.conversation_of(LONG, "再见") != began

    async def test_a_short_id_proves_nothing(self, processes):
        one, _ = processes

        began = await one.conversation_of("1", "你好")

        assert await one.conversation_of("1", "你好") != began

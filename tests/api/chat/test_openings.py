import asyncio

import pytest

from api.chat import openings
from api.chat.openings import Openings

LONG = "0123456789abcdef"


@pytest.fixture
def begun():
    return []


@pytest.fixture
def opened(begun):
    async def begin():
        await asyncio.sleep(0)
        begun.append(f"key{len(begun)}")
        return begun[-1]

    return Openings(begin)


class TestConversationOf:
    async def test_remembers_what_a_message_began(self, opened, begun):
        keys = {await opened.conversation_of(LONG, "你好") for _ in range(3)}

        assert keys == {"key0"}

    async def test_two_at_once_begin_one(self, opened, begun):
        await asyncio.gather(*(opened.conversation_of(LONG, "你好") for _ in range(9)))

        assert begun == ["key0"]

    async def test_another_text_is_another_sender(self, opened):
        first = await opened.conversation_of(LONG, "你好")

        assert await opened.conversation_of(LONG, "再见") != first

    async def test_a_short_id_proves_nothing(self, opened):
        first = await opened.conversation_of("1", "你好")

        assert await opened.conversation_of("1", "你好") != first

    async def test_a_failure_is_tried_again(self):
        tries = []

        async def begin():
            tries.append(1)
            if len(tries) == 1:
                raise OSError("gone")
            return "key"

        opened = Openings(begin)
        with pytest.raises(OSError, match="gone"):
            await opened.conversation_of(LONG, "你好")

        assert await opened.conversation_of(LONG, "你好") == "key"

    async def test_forgets_after_a_while(self, opened, begun, monkeypatch):
        monkeypatch.setattr(openings, "KEPT_SECONDS", -1)
        await opened.conversation_of(LONG, "你好")

        await opened.conversation_of(LONG, "你好")

        assert begun == ["key0", "key1"]

    async def test_keeps_no_more_than_it_may(self, opened, monkeypatch):
        monkeypatch.setattr(openings, "KEPT", 5)
        for n in range(20):
            await opened.conversation_of(f"{LONG}{n}", "你好")

        assert len(opened._known) <= 5

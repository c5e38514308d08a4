import asyncio
from datetime import UTC, datetime

from helpdesk import clock

THEN = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)


class TestAsOf:
    def test_it_is_another_moment_in_there_only(self):
        with clock.as_of(THEN):
            assert clock.now() == THEN
            assert clock.today().day == 2  # in Shenzhen

        assert clock.now() != THEN

    async def test_others_who_run_meanwhile_keep_their_time(self):
        inside, seen = asyncio.Event(), asyncio.Event()

        async def tell():
            with clock.as_of(THEN):
                inside.set()
                await seen.wait()

        telling = asyncio.create_task(tell())
        await inside.wait()
        assert clock.now() != THEN
        seen.set()
        await telling

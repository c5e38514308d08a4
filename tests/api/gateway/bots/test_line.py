import asyncio

import httpx
import pytest

from api.gateway.bots import BotBusy, BotLate, NotBegun
from api.gateway.bots.client import Bot
from api.gateway.bots.line import AT_ONCE, Line
from api.gateway.bots.places import as_written

SOON = 0.05
LATER = 30.0


def a_bot(name="bot"):
    place = as_written(httpx.URL(f"http://{name}"))
    return Bot(place, token="", transport=httpx.MockTransport(lambda _: None))


def by(seconds):
    return asyncio.get_running_loop().time() + seconds


async def fill(line, *bots):
    for _ in range(AT_ONCE * len(bots)):
        await line.enter(bots, by=by(LATER))


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


class TestEnter:
    async def test_gives_the_first_bot_that_is_in_and_has_a_place(self):
        first, second, line = a_bot("first"), a_bot("second"), Line(5)
        order = (first, second)

        given = [await line.enter(order, by=by(LATER)) for _ in range(AT_ONCE + 1)]
        second.is_in = False
        line.leave(first)
        given.append(await line.enter((second, first), by=by(LATER)))

        assert given == [first] * AT_ONCE + [second, first]

    async def test_keeps_the_order_of_arrival(self):
        bot, line, came = a_bot(), Line(5), []
        await fill(line, bot)

        async def ask(number):
            await line.enter((bot,), by=by(LATER))
            came.append(number)

        asking = [asyncio.create_task(ask(number)) for number in range(3)]
        await settle()
        waiting = len(line)
        for _ in asking:
            line.leave(bot)
            await settle()

        assert waiting == 3
        assert came == [0, 1, 2]
        assert len(line) == 0

    async def test_a_full_line_says_how_long_it_would_take(self):
        bot, line = a_bot(), Line(0)
        await fill(line, bot)
        for _ in range(400):
            line.leave(bot, after=16.0)
            await line.enter((bot,), by=by(LATER))

        with pytest.raises(BotBusy) as caught:
            await line.enter((bot,), by=by(LATER))

        assert caught.value.seconds == pytest.approx(16.0 / AT_ONCE, rel=0.01)

    async def test_nobody_waits_in_vain(self):
        bot, line = a_bot(), Line(100)
        await fill(line, bot)
        for _ in range(400):
            line.leave(bot, after=LATER * AT_ONCE * 2)
            await line.enter((bot,), by=by(LATER))

        with pytest.raises(BotBusy):
            await line.enter((bot,), by=by(LATER))
        assert len(line) == 0

    async def test_is_late_when_nothing_moves(self):
        bot, line = a_bot(), Line(5)
        await fill(line, bot)

        with pytest.raises(BotLate):
            await line.enter((bot,), by=by(SOON))
        assert bot.under_way == AT_ONCE
        line.leave(bot)

        assert await line.enter((bot,), by=by(LATER)) is bot

    async def test_lets_everybody_go_when_the_last_bot_goes(self):
        bot, line = a_bot(), Line(5)
        await fill(line, bot)
        asking = asyncio.create_task(line.enter((bot,), by=by(LATER)))
        await settle()

        bot.is_in = False
        line.serve()

        with pytest.raises(NotBegun):
            await asking

    async def test_a_place_given_to_who_has_gone_is_not_lost(self):
        bot, line = a_bot(), Line(5)
        await fill(line, bot)
        asking = asyncio.create_task(line.enter((bot,), by=by(LATER)))
        await settle()

        line.leave(bot)
        asking.cancel()  # before it heard that it may go on
        with pytest.raises(asyncio.CancelledError):
            await asking

        assert bot.under_way == AT_ONCE - 1

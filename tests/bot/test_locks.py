"""The lines of dialogues, in one process and through a real Redis."""

import asyncio
import gc

import pytest
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis

from bot import locks as module
from bot.locks import Locks, TurnLostError, current
from bot.shared_line import SharedLine
from tests.bot import loops, servers

# Where a connection broke, redis-py leaves closing it to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)

TALK = "thread-1"
ENOUGH = 30


@pytest.fixture(scope="module")
def redis():
    with servers.redis() as server:
        yield server


def locks_of(url=None, lease=None):
    locks = Locks(EndpointConfig(url=url))
    if lease is not None:
        locks._shared = SharedLine(url, lease=lease)
    return locks


def run(work):
    loops.run(asyncio.wait_for(work, ENOUGH))
    gc.collect()


async def settle():
    for _ in range(10):
        await asyncio.sleep(0.005)


async def in_turn(locks, name, order, gate=None, talk=TALK):
    async with locks.lock(talk):
        order.append(f"{name} begins")
        if gate is not None:
            await gate.wait()
        order.append(f"{name} ends")


async def one_after_another(*several):
    """Have bots ask for the same dialogue, each a little later than the last one."""
    order, gate, asking = [], asyncio.Event(), []
    for number, locks in enumerate(several):
        asking.append(asyncio.ensure_future(in_turn(locks, number, order, gate)))
        await settle()
    gate.set()
    await asyncio.gather(*asking)
    return order


class TestOneProcess:
    @pytest.mark.parametrize("url", [None, "", "${GONGHUI_REDIS_URL}"])
    def test_keeps_the_order_of_arrival_without_redis(self, url):
        async def work():
            locks = locks_of(url)
            order = await one_after_another(*[locks] * 4)
            assert order == [f"{n} {what}" for n in range(4) for what in WHAT]
            assert not locks._here

        run(work())

    def test_dialogues_do_not_wait_for_one_another(self):
        async def work():
            locks, order, gate = locks_of(), [], asyncio.Event()
            first = asyncio.ensure_future(in_turn(locks, "a", order, gate, "talk-a"))
            await settle()
            await in_turn(locks, "b", order, talk="talk-b")
            gate.set()
            await first
            assert order == ["a begins", "b begins", "b ends", "a ends"]

        run(work())

    def test_who_has_the_turn_goes_on_at_once(self):
        async def work():
            locks = locks_of()
            async with locks.lock(TALK) as turn:
                async with locks.lock(TALK) as again:
                    assert again is turn is current(TALK)
                assert current("another") is None
            assert current(TALK) is None

        run(work())

    def test_who_gives_up_stands_in_nobodys_way(self):
        async def work():
            locks, order, gate = locks_of(), [], asyncio.Event()
            first = asyncio.ensure_future(in_turn(locks, "a", order, gate))
            await settle()
            second = asyncio.ensure_future(in_turn(locks, "b", order))
            await settle()
            second.cancel()
            gate.set()
            await first
            await in_turn(locks, "c", order)
            assert order[2:] == ["c begins", "c ends"]
            assert not locks._here

        run(work())


WHAT = ("begins", "ends")


class TestSeveralBots:
    def test_keep_the_order_in_which_all_were_asked(self, redis):
        async def work():
            one, two = locks_of(redis.url), locks_of(redis.url)
            order = await one_after_another(one, two, one, two, two)
            assert order == [f"{n} {what}" for n in range(5) for what in WHAT]
            client = Redis.from_url(redis.url)
            assert await client.keys("gonghui:turn:*line*") == []
            await client.close(close_connection_pool=True)
            await close(one, two)

        run(work())

    def test_the_turn_of_a_bot_that_died_is_over_with_its_lease(self, redis):
        async def work():
            dead, alive = locks_of(redis.url, lease=0.4), locks_of(redis.url, lease=0.4)
            place = await dead._shared.enter(TALK)
            place.keeping.cancel()  # nobody renews it
            order = []
            await in_turn(alive, "next", order)
            assert order == ["next begins", "next ends"]
            await close(dead, alive)

        run(work())

    def test_a_slow_turn_keeps_its_lease(self, redis, monkeypatch):
        monkeypatch.setattr("bot.shared_line.RENEW_SECONDS", 0.01)

        async def work():
            slow = locks_of(redis.url)
            async with slow.lock(TALK) as turn:
                lent = turn.place.until
                while turn.place.until <= lent:
                    await asyncio.sleep(0.01)
                turn.check()
            await close(slow)

        run(work())

    def test_a_bot_that_stood_still_knows_that_its_turn_is_lost(self, redis):
        async def work():
            still, other = (locks_of(redis.url, lease=0.4) for _ in range(2))
            async with still.lock(TALK) as turn:
                turn.check()
                turn.place.keeping.cancel()  # as if the process had been paused
                next_one = await other._shared.enter(TALK)
                with pytest.raises(TurnLostError):
                    turn.check()
                await other._shared.leave(next_one)
            await close(still, other)

        run(work())


class TestRedisAway:
    def test_turns_go_on_in_order_and_through_redis_when_it_is_back(
        self, redis, monkeypatch, caplog
    ):
        monkeypatch.setattr(module, "AWAY_SECONDS", 0.0)

        async def work():
            locks = locks_of(redis.url)
            redis.stop()
            order = await one_after_another(locks, locks, locks)
            assert order == [f"{n} {what}" for n in range(3) for what in WHAT]
            redis.start()
            async with locks.lock(TALK) as turn:
                assert turn.place is not None
            await close(locks)

        with caplog.at_level("INFO"):
            run(work())
        assert caplog.messages.count("Redis is back") == 1
        assert sum("Redis is away" in message for message in caplog.messages) == 1

    def test_a_redis_that_hangs_costs_one_turn_a_second(self, redis):
        async def work():
            locks = locks_of(redis.url)
            await in_turn(locks, "before", [])
            redis.pause()
            try:
                async with locks.lock(TALK) as turn:
                    assert turn.place is None
                loop = asyncio.get_running_loop()
                assert locks._away_until > 0
                begun = loop.time()
                locks._away_until += ENOUGH
                await in_turn(locks, "meanwhile", [])
                assert loop.time() - begun < 0.9
            finally:
                redis.go_on()
            await close(locks)

        run(work())


async def close(*several):
    for locks in several:
        await asyncio.gather(*locks._shared._leaving)
        await locks._shared.close()
    await settle()  # until the sockets are closed

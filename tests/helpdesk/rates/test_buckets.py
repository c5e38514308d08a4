import asyncio

import pytest

from helpdesk.rates import Allowance, buckets
from helpdesk.rates.buckets import Bucket, BucketsInMemory, BucketsInRedis

SLOW = Allowance(burst=3, per_second=0.001)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "redis"])
def kept(request):
    if request.param == "memory":
        return BucketsInMemory()
    return BucketsInRedis(request.getfixturevalue("redis"))


def of(key, allowance=SLOW):
    return [Bucket(key, allowance)]


class TestTake:
    async def test_lets_a_burst_through_and_then_tells_the_wait(self, kept):
        waits = [await kept.take(of("a")) for _ in range(4)]

        assert waits[:3] == [0, 0, 0]
        assert waits[3] == pytest.approx(1000, rel=0.01)

    async def test_counts_senders_apart(self, kept):
        assert [await kept.take(of(sender)) for sender in "aaabbb"] == [0] * 6

        assert await kept.take(of("a")) > 0

    async def test_who_is_refused_by_one_is_counted_by_none(self, kept):
        for _ in range(3):
            await kept.take(of("a"))

        assert await kept.take([*of("b"), *of("a")]) > 0
        assert [await kept.take(of("b")) for _ in range(3)] == [0, 0, 0]

    async def test_refills_as_time_goes_by(self, kept):
        quick = of("a", Allowance(burst=1, per_second=1000))
        await kept.take(quick)
        await asyncio.sleep(0.005)

        assert await kept.take(quick) == 0

    async def test_of_many_at_once_a_burst_is_let_in(self, kept):
        waits = await asyncio.gather(*(kept.take(of("a")) for _ in range(50)))

        assert waits.count(0) == 3


class TestBucketsInMemory:
    async def test_a_refusal_costs_nothing(self, clock):
        kept = BucketsInMemory(clock)
        pace = of("a", Allowance(burst=3, per_second=0.5))
        for _ in range(13):
            await kept.take(pace)
        clock.now += 2

        assert await kept.take(pace) == 0
        assert await kept.take(pace) == 2

    async def test_never_saves_up_more_than_a_burst(self, clock):
        kept = BucketsInMemory(clock)
        await kept.take(of("a"))
        clock.now += 1_000_000

        waits = [await kept.take(of("a")) for _ in range(4)]

        assert [wait > 0 for wait in waits] == [False, False, False, True]

    async def test_forgets_the_sender_unheard_of_for_longest(self, monkeypatch):
        monkeypatch.setattr(buckets, "REMEMBERED", 2)
        kept = BucketsInMemory()
        for sender in "aaabc":
            await kept.take(of(sender))

        assert await kept.take(of("a")) == 0

    async def test_does_not_grow_while_it_refuses(self, monkeypatch):
        monkeypatch.setattr(buckets, "REMEMBERED", 10)
        kept = BucketsInMemory()

        for number in range(100):
            await kept.take([*of("dormitory"), *of(str(number))])

        assert len(kept._kept) == 10


class TestBucketsInRedis:
    async def test_two_processes_count_together(self, redis):
        one, other = BucketsInRedis(redis), BucketsInRedis(redis)

        waits = [await each.take(of("a")) for each in (one, other, one, other)]

        assert [wait > 0 for wait in waits] == [False, False, False, True]

    async def test_a_full_bucket_is_not_kept(self, redis):
        await BucketsInRedis(redis).take(of("a", Allowance(burst=2, per_second=1)))

        [key] = await redis.keys()

        assert 0 < await redis.pttl(key) <= 2000

    async def test_a_clock_that_was_set_back_starves_nobody(self, redis):
        pace = of("a", Allowance(burst=1, per_second=200))
        await BucketsInRedis(redis).take(pace)
        [key] = await redis.keys()
        await redis.hset(key, mapping={"left": 0, "seen": 9_999_999_999})
        await redis.persist(key)

        assert await BucketsInRedis(redis).take(pace) > 0
        await asyncio.sleep(0.02)
        assert await BucketsInRedis(redis).take(pace) == 0

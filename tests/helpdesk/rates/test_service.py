import asyncio
import logging
import os
import signal
import time

import pytest

from helpdesk.errors import TooOften
from helpdesk.rates import Allowance, Rates, Sender, allowances

FEW = {**allowances(), Sender.address: Allowance(burst=2, per_second=0.01)}
NAMES = {"address": "203.0.113.7", "conversation": "c-secret-key"}


@pytest.fixture
def alone(sealer):
    return Rates(sealer, table=FEW)


@pytest.fixture
def together(sealer, redis):
    return Rates(sealer, redis, table=FEW)


class TestTake:
    async def test_tells_when_the_next_may_come(self, alone):
        for _ in range(2):
            await alone.take(address="203.0.113.7")

        with pytest.raises(TooOften) as caught:
            await alone.take(address="203.0.113.7")

        assert caught.value.seconds == 100

    async def test_kinds_are_counted_apart(self, alone):
        for _ in range(2):
            await alone.take(address="203.0.113.7")

        await alone.take(guess="203.0.113.7")

    async def test_a_household_has_one_bucket_whatever_its_addresses(self, alone):
        for last in ("1", "ffff:1"):
            await alone.take(address=f"2001:db8:0:7::{last}")

        with pytest.raises(TooOften):
            await alone.take(address="2001:db8:0:7::2")
        await alone.take(address="2001:db8:0:8::1")

    async def test_an_address_of_version_4_in_one_of_6_stays_itself(self, alone):
        for _ in range(2):
            await alone.take(address="::ffff:203.0.113.7")

        await alone.take(address="::ffff:203.0.113.8")

    async def test_redis_is_not_told_who_it_is(self, together, redis):
        await together.take(**NAMES)

        keys = await redis.keys()

        assert len(keys) == 2
        kept = (
            b" ".join(keys) + repr([await redis.hgetall(key) for key in keys]).encode()
        )
        assert not any(name.encode() in kept for name in NAMES.values())


class TestWithoutRedis:
    async def test_each_process_counts_alone_and_says_so_once(
        self, together, server, caplog
    ):
        await together.take(address="203.0.113.9")
        server.stop()
        try:
            with caplog.at_level(logging.WARNING):
                for _ in range(2):
                    await together.take(address="203.0.113.7")
                with pytest.raises(TooOften):
                    await together.take(address="203.0.113.7")
        finally:
            server.start()

        assert [record.message for record in caplog.records] == [
            "Redis is away (ConnectionError): each process counts alone"
        ]

    async def test_counts_together_again_when_it_is_back(
        self, sealer, redis, server, caplog
    ):
        now = [0.0]
        rates = Rates(sealer, redis, table=FEW, now=lambda: now[0])
        server.stop()
        await rates.take(address="203.0.113.7")
        server.start()
        await rates.take(address="203.0.113.7")
        assert await redis.keys() == []

        now[0] += 6
        await rates.take(address="203.0.113.7")

        assert len(await redis.keys()) == 1
        assert "Redis is back" in caplog.text

    async def test_one_that_hangs_costs_a_moment_once(self, together, server):
        await together.take(address="203.0.113.9")
        os.kill(server.process.pid, signal.SIGSTOP)
        begun = time.monotonic()
        try:
            for number in range(50):
                await together.take(address=f"198.51.100.{number}")
        finally:
            os.kill(server.process.pid, signal.SIGCONT)

        assert time.monotonic() - begun < 5

    async def test_one_that_answers_nonsense_is_one_that_is_away(
        self, together, redis, caplog
    ):
        await together.take(address="203.0.113.7")
        [key] = await redis.keys()
        await redis.delete(key)
        await redis.set(key, "not a bucket")

        await together.take(address="203.0.113.7")

        assert "Redis is away (ResponseError)" in caplog.text

    async def test_many_at_once_are_told_of_once(self, together, server, caplog):
        server.stop()
        try:
            senders = [f"198.51.100.{number}" for number in range(100)]
            await asyncio.gather(*(together.take(address=one) for one in senders))
        finally:
            server.start()

        assert len(caplog.records) == 1

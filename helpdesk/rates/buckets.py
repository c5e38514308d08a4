"""Token buckets: full at first, one token a request, refilled as time goes by."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis

from helpdesk.rates.allowances import Allowance

REMEMBERED = 20_000
"""Senders kept in memory, about 4 MB; the one unheard of for longest is dropped."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One sender's bucket; its key is a keyed digest and tells nobody who it is."""

    key: str
    allowance: Allowance


class Buckets(Protocol):
    """Where buckets are kept."""

    async def take(self, buckets: Sequence[Bucket]) -> float:
        """Take a token of each and return 0; or take none and return the wait."""


class BucketsInMemory:
    """The buckets of one process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, buckets: Sequence[Bucket]) -> float:
        """Take a token of each, or say how many seconds are missing."""
        now, wait = self._now(), 0.0
        for bucket in buckets:
            left = self._left(bucket, now)
            wait = max(wait, (1 - left) / bucket.allowance.per_second)
            self._kept[bucket.key] = left, now
        if wait == 0:
            for bucket in buckets:
                left, _ = self._kept[bucket.key]
                self._kept[bucket.key] = left - 1, now
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return wait

    def _left(self, bucket: Bucket, now: float) -> float:
        full, pace = bucket.allowance.burst, bucket.allowance.per_second
        left, seen = self._kept.pop(bucket.key, (full, now))
        return min(full, left + (now - seen) * pace)


class BucketsInRedis:
    """The buckets of all processes; a full one expires, for a new one is full too."""

    def __init__(self, redis: Redis) -> None:
        self._take = redis.register_script(TAKE)

    async def take(self, buckets: Sequence[Bucket]) -> float:
        """Take a token of each in one step; Redis' clock counts, not ours."""
        keys = [f"gonghui:rate:{bucket.key}" for bucket in buckets]
        numbers = [
            number
            for bucket in buckets
            for number in (bucket.allowance.burst, bucket.allowance.per_second)
        ]
        return float(await self._take(keys=keys, args=numbers))


TAKE = """
local time = redis.call('TIME')
local now, wait, left = time[1] + time[2] / 1000000, 0, {}
for place, key in ipairs(KEYS) do
  local full, pace = tonumber(ARGV[2 * place - 1]), tonumber(ARGV[2 * place])
  local kept = redis.call('HMGET', key, 'left', 'seen')
  local had, seen = tonumber(kept[1] or full), tonumber(kept[2] or now)
  left[place] = math.min(full, had + math.max(0, now - seen) * pace)
  wait = math.max(wait, (1 - left[place]) / pace)
end
local price = wait > 0 and 0 or 1
for place, key in ipairs(KEYS) do
  local full, pace = tonumber(ARGV[2 * place - 1]), tonumber(ARGV[2 * place])
  redis.call('HSET', key, 'left', left[place] - price, 'seen', now)
  redis.call('PEXPIRE', key, math.ceil(full / pace * 1000))
end
return tostring(math.max(0, wait))
"""
"""A clock set back takes nothing away: `seen` is written even when nobody is let in."""

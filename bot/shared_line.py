"""Lines in Redis: who goes on with a dialogue, in the order in which all bots asked.

A line is a list of places; the first one has the turn. Each place has a lease that
its bot renews: the lease of a bot that died is over within seconds, and whoever
stands behind it moves up. Who leaves wakes the next one at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnectedError
from redis.exceptions import RedisError

LEASE_SECONDS = 5.0
RENEW_SECONDS = 1.5
LOOK_SECONDS = 1.0
"""How long a wait for the wake-up lasts before one looks who stands in front."""

ANSWER_SECONDS = 1.0
"""What Redis may take; a bot goes on without it then."""

# KEYS: the line, its leases. ARGV: a place, milliseconds of a lease.
# Takes a place at the end, or keeps it; returns how long the first one's lease lasts,
# 0 when the place itself is the first. Redis's own clock counts, no bot's.
ENTER = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  redis.call('RPUSH', KEYS[1], ARGV[1])
end
redis.call('HSET', KEYS[2], ARGV[1], now + ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
redis.call('PEXPIRE', KEYS[2], ARGV[2] * 2)
while true do
  local first = redis.call('LINDEX', KEYS[1], 0)
  if first == ARGV[1] then return 0 end
  local left = (tonumber(redis.call('HGET', KEYS[2], first)) or 0) - now
  if left > 0 then return left end
  redis.call('LPOP', KEYS[1])
  redis.call('HDEL', KEYS[2], first)
end
"""

# Renews the lease of the first place; returns 0 when it is not the first any more.
RENEW = """
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('HSET', KEYS[2], ARGV[1], now + ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
redis.call('PEXPIRE', KEYS[2], ARGV[2] * 2)
return 1
"""

# ARGV: a place, milliseconds that a wake-up is kept, the name of a wake-up without
# its place. Leaves the line and wakes the first one, if there is one.
LEAVE = """
redis.call('LREM', KEYS[1], 1, ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
local first = redis.call('LINDEX', KEYS[1], 0)
if first then
  redis.call('RPUSH', ARGV[3] .. first, 1)
  redis.call('PEXPIRE', ARGV[3] .. first, ARGV[2])
end
return 1
"""


@dataclass
class Place:
    """A place in a line; the turn is ours until `until`, renewed while it lasts."""

    conversation: str
    name: str
    until: float = 0.0
    keeping: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def keys(self) -> list[str]:
        """Return the line and its leases; braces keep them together in a cluster."""
        return [f"{self._line}:line", f"{self._line}:leases"]

    @property
    def wake_ups(self) -> str:
        """Return how the keys begin that wake somebody in this line."""
        return f"{self._line}:wake:"

    @property
    def _line(self) -> str:
        return f"gonghui:turn:{{{self.conversation}}}"


class SharedLine:
    """Gives places in the lines of dialogues."""

    def __init__(self, url: str, *, lease: float = LEASE_SECONDS) -> None:
        """Take Redis's address; it is called when the first message comes."""
        self._redis = _client(url, wait=ANSWER_SECONDS)
        self._sleeper = _client(url, wait=ANSWER_SECONDS + LOOK_SECONDS)
        self._enter = self._redis.register_script(ENTER)
        self._renew = self._redis.register_script(RENEW)
        self._leave = self._redis.register_script(LEAVE)
        self._lease = lease
        self._bot = secrets.token_hex(6)
        self._numbers = count()
        self._leaving: set[asyncio.Task[None]] = set()

    async def enter(self, conversation: str) -> Place:
        """Take a place and wait until everybody in front has left or is dead.

        Raises:
            RedisError: Redis does not answer.
        """
        place = Place(conversation, f"{self._bot}-{next(self._numbers)}")
        try:
            while left := await self._first_in(place):
                await self._woken(place, within=min(left, LOOK_SECONDS))
        except BaseException:  # who gave up or was cancelled stands in nobody's way
            self._leave_soon(place)
            raise
        place.keeping = asyncio.ensure_future(self._keep(place))
        return place

    async def leave(self, place: Place) -> None:
        """Leave a line and wake the next one; what Redis misses ends with the lease."""
        if place.keeping is not None:
            place.keeping.cancel()
        arguments = [place.name, int(self._lease * 1000), place.wake_ups]
        with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
            await self._leave(keys=place.keys, args=arguments)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close(close_connection_pool=True)
        await self._sleeper.close(close_connection_pool=True)

    def _leave_soon(self, place: Place) -> None:
        leaving = asyncio.ensure_future(self.leave(place))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def _first_in(self, place: Place) -> float:
        """Return 0 when it is our turn, else seconds of the lease of who has it."""
        asked = time.monotonic()
        left = await self._enter(keys=place.keys, args=self._lent(place))
        place.until = asked + self._lease
        return float(left) / 1000

    async def _woken(self, place: Place, *, within: float) -> None:
        await self._sleeper.blpop(place.wake_ups + place.name, timeout=within)

    async def _keep(self, place: Place) -> None:
        """Renew the lease for as long as this bot moves."""
        while True:
            await asyncio.sleep(min(RENEW_SECONDS, self._lease / 3))
            asked = time.monotonic()
            with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
                if not await self._renew(keys=place.keys, args=self._lent(place)):
                    place.until = 0.0
                    return
                place.until = asked + self._lease

    def _lent(self, place: Place) -> list[Any]:
        return [place.name, int(self._lease * 1000)]


def _client(url: str, *, wait: float) -> Redis[str]:
    """Make a client; a connection that Redis closed is opened anew, once."""
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=wait,
        socket_connect_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1),
        retry_on_error=[NotConnectedError],
    )

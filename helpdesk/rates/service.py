"""Keeps one sender from using up everybody's assistant."""

import logging
import time
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, ip_address, ip_network

from redis.asyncio import Redis
from redis.exceptions import RedisError

from helpdesk.errors import TooOften
from helpdesk.figures import TOO_OFTEN
from helpdesk.rates.allowances import Allowance, Sender, allowances
from helpdesk.rates.buckets import Bucket, BucketsInMemory, BucketsInRedis
from helpdesk.sealing import Sealer

logger = logging.getLogger(__name__)

PURPOSE = "rate"
REST = 5.0
"""Seconds for which a Redis that did not answer is not asked again."""


class Rates:
    """Counts requests: with Redis for all processes together, else for this one."""

    def __init__(
        self,
        sealer: Sealer,
        redis: Redis | None = None,
        *,
        table: Mapping[Sender, Allowance] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sealer = sealer
        self._shared = BucketsInRedis(redis) if redis is not None else None
        self._own = BucketsInMemory(now)
        self._table = table or allowances()
        self._now = now
        self._asked_again_at: float | None = None

    async def take(self, **senders: str) -> None:
        """Count one request of these senders, named by their kind.

        It is counted against all of them or against none.

        Raises:
            TooOften: One of them has to wait.
        """
        wait = await self._wait([self._bucket(*each) for each in senders.items()])
        if wait > 0:
            TOO_OFTEN.labels("+".join(senders)).inc()
            raise TooOften(wait)

    def _bucket(self, kind: str, name: str) -> Bucket:
        sender = Sender(kind)
        digest = self._sealer.digest(f"{sender} {_one(name)}", purpose=PURPOSE)
        return Bucket(digest[:16].hex(), self._table[sender])

    async def _wait(self, buckets: list[Bucket]) -> float:
        """Ask Redis; while it is away, this process counts alone."""
        if self._shared is None or not self._is_time_to_ask():
            return await self._own.take(buckets)
        try:
            wait = await self._shared.take(buckets)
        except (RedisError, OSError) as error:
            self._rest(error)
            return await self._own.take(buckets)
        if self._asked_again_at is not None:
            self._asked_again_at = None
            logger.warning("Redis is back: all processes count together again")
        return wait

    def _is_time_to_ask(self) -> bool:
        return self._asked_again_at is None or self._now() >= self._asked_again_at

    def _rest(self, error: Exception) -> None:
        if self._asked_again_at is None:
            name = type(error).__name__
            logger.warning("Redis is away (%s): each process counts alone", name)
        self._asked_again_at = self._now() + REST


def _one(name: str) -> str:
    """Return who is counted as one: of IPv6 a household's network, not its addresses.

    >>> _one("2001:db8::7:1")
    '2001:db8::/64'
    >>> _one("203.0.113.7")
    '203.0.113.7'
    """
    try:
        address = ip_address(name)
    except ValueError:
        return name
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return name

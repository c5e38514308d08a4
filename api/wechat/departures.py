"""Who unsubscribed just now: what they sent before must not bring them back.

WeChat repeats a delivery for some fifteen seconds. A repetition that arrives after the
follower was forgotten is known to nobody any more, and would begin a new record.
"""

import logging
import time
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from helpdesk.sealing import Sealer

log = logging.getLogger("api.wechat")

REMEMBERED = 300
"""Seconds; a delivery that is older is stale anyway."""

PURPOSE = "departure"


type Forget = Callable[[str], Awaitable[None]]
"""Forgets an account that unsubscribed."""


class Departures:
    """Remembers for a while when somebody left; with Redis, for all processes."""

    def __init__(
        self,
        sealer: Sealer,
        forget: Forget,
        redis: Redis | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sealer = sealer
        self._forget = forget
        self._redis = redis
        self._now = now
        self._left: dict[str, tuple[int, float]] = {}

    async def leave(self, openid: str, *, created: int) -> None:
        """Forget somebody who left at WeChat's time ``created``."""
        await self.note(openid, created=created)
        await self._forget(openid)

    async def note(self, openid: str, *, created: int) -> None:
        """Remember when somebody left."""
        self._drop_old()
        key = self._key(openid)
        self._left[key] = created, self._now()
        if self._redis is not None:
            try:
                await self._redis.set(key, created, ex=REMEMBERED)
            except (RedisError, OSError) as error:
                log.warning("a departure is known here alone: %s", type(error).__name__)

    async def covers(self, openid: str, *, created: int) -> bool:
        """Tell whether something was sent by somebody who left afterwards."""
        self._drop_old()
        key = self._key(openid)
        left, _ = self._left.get(key, (-1, 0.0))
        return created <= max(left, await self._left_elsewhere(key))

    async def _left_elsewhere(self, key: str) -> int:
        """Ask Redis; while it is away, this process knows what it was told itself."""
        if self._redis is None:
            return -1
        try:
            return int(await self._redis.get(key) or -1)
        except (RedisError, OSError):
            return -1

    def _key(self, openid: str) -> str:
        digest = self._sealer.digest(openid, purpose=PURPOSE)
        return f"gonghui:left:{digest[:16].hex()}"

    def _drop_old(self) -> None:
        before = self._now() - REMEMBERED
        for key in [key for key, (_, at) in self._left.items() if at < before]:
            del self._left[key]

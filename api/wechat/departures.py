"""Who unsubscribed just now: what they sent before must not bring them back.

WeChat repeats a delivery for some fifteen seconds. A repetition that arrives after the
follower was forgotten is known to nobody any more, and would begin a new record.
"""

import time
from collections.abc import Callable

REMEMBERED = 300.0
"""Seconds; a delivery that is older is stale anyway."""


class Departures:
    """Remembers for a while when somebody left."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: dict[str, tuple[int, float]] = {}

    def note(self, openid: str, *, created: int) -> None:
        """Remember that somebody left at WeChat's time ``created``."""
        self._drop_old()
        self._left[openid] = created, self._now()

    def covers(self, openid: str, *, created: int) -> bool:
        """Tell whether something was sent by somebody who left afterwards."""
        self._drop_old()
        left, _ = self._left.get(openid, (-1, 0.0))
        return created <= left

    def _drop_old(self) -> None:
        before = self._now() - REMEMBERED
        for openid in [o for o, (_, at) in self._left.items() if at < before]:
            del self._left[openid]

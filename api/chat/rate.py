"""Keeps one sender from using up everybody's assistant."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from api.errors import TooManyMessages


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many messages at once, and so many a second in the long run."""

    burst: float
    per_second: float


OF_CONVERSATION = Allowance(burst=20, per_second=0.5)
"""One person: taps through a form quickly, but does not write 30 times a minute."""

OF_ADDRESS = Allowance(burst=120, per_second=4)
"""A factory's dormitory or a carrier shares one address: some 100 people at a time."""

OF_POLLS = Allowance(burst=20, per_second=1)
"""A page that waits for an officer asks every three seconds; two may be open."""

OF_SIGN_INS = Allowance(burst=10, per_second=0.1)
"""An office shares one address: ten officers at once, then six tries a minute."""

OF_PROGRAMS = Allowance(burst=100, per_second=20)
"""Another system that keeps a copy: a hundred pages at once, then 20 a second."""

REMEMBERED = 20_000
"""Senders kept in memory, about 4 MB; the one unheard of for longest is dropped."""


class RateLimit:
    """One token bucket for each sender; nothing about senders is stored elsewhere."""

    def __init__(
        self, allowance: Allowance, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowance = allowance
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, sender: str) -> None:
        """Count one message of this sender, or say when the next may come."""
        now, burst = self._now(), self._allowance.burst
        left, seen = self._buckets.pop(sender, (burst, now))
        left = min(burst, left + (now - seen) * self._allowance.per_second)
        self._buckets[sender] = (left - 1 if left >= 1 else left, now)
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyMessages((1 - left) / self._allowance.per_second)

"""The deliveries under way: repetitions join the first, and nobody waits too long."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from observe.faults import place_of
from wechat.callback import SUCCESS

faults = logging.getLogger("api.faults")

REMEMBERED = 2_000
"""Answers kept in memory for repetitions, about 6 MB; older ones are on record."""

type Key = tuple[str, str]


class Underway:
    """Runs each delivery once; the work goes on when WeChat hangs up."""

    def __init__(self) -> None:
        self._running: dict[Key, asyncio.Task[bytes]] = {}
        self._recorded: set[Key] = set()
        self._deciding: set[Key] = set()
        self._left: set[Key] = set()
        self._answers: OrderedDict[Key, bytes] = OrderedDict()

    async def answer(
        self,
        key: Key,
        work: Callable[[], Coroutine[Any, Any, bytes]],
        *,
        until: float,
        comes_again: bool,
    ) -> bytes | None:
        """Return what is answered; ``success`` when nothing is decided ``until`` then.

        What is decided afterwards goes by the outbox; so nothing is left alone once it
        is being decided. Nothing while it is not even on record, if it comes again:
        ``success`` would lose it with this process. To the last delivery it is said all
        the same, or WeChat tells the follower that the account is out of order.
        """
        if key in self._answers:
            return self._answers[key]
        running = self._running.get(key) or self._begin(key, work)
        patience = until - asyncio.get_running_loop().time()
        await asyncio.wait((running,), timeout=max(patience, 0))
        if running.done() or key in self._deciding:
            return await asyncio.shield(running)
        if comes_again and key not in self._recorded:
            return None
        self._left.add(key)
        return SUCCESS

    def record(self, key: Key) -> None:
        """Note that a delivery is on record: it is lost no more."""
        if key in self._running:
            self._recorded.add(key)

    def decide(self, key: Key) -> None:
        """Note that the answer is about to be decided."""
        if key in self._running:
            self._deciding.add(key)

    def forget(self, openid: str) -> None:
        """Forget what somebody was answered."""
        for key in [key for key in self._answers if key[0] == openid]:
            del self._answers[key]

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _begin(
        self, key: Key, work: Callable[[], Coroutine[Any, Any, bytes]]
    ) -> asyncio.Task[bytes]:
        running = asyncio.create_task(work())
        self._running[key] = running
        running.add_done_callback(lambda done: self._finished(key, done))
        return running

    def _finished(self, key: Key, done: asyncio.Task[bytes]) -> None:
        del self._running[key]
        self._recorded.discard(key)
        self._deciding.discard(key)
        was_left = key in self._left
        self._left.discard(key)
        error = None if done.cancelled() else done.exception()
        if error is None and not done.cancelled():
            self._remember(key, done.result())
        elif error is not None and was_left:  # else who waited logs it
            faults.error("%s at %s", type(error).__name__, place_of(error))

    def _remember(self, key: Key, body: bytes) -> None:
        """Remember that there is nothing to say; words are looked up again.

        An officer may have spoken since: then they are not repeated.
        """
        if body != SUCCESS:
            return
        self._answers[key] = body
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

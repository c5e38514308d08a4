"""How a bot goes: it takes no new message, ends what it began, and is gone."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from sanic import Sanic

LINGER_SECONDS = 2.0
"""Gateways hear within this time that they have to ask another bot."""

LONGEST_SECONDS = 8.0
"""Whoever supervises the process kills it after ten."""

LOOK_SECONDS = 0.05


class Draining:
    """Counts the turns under way, and ends the process after the last one."""

    def __init__(self) -> None:
        self.has_begun = False
        self.under_way = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Count one turn."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1

    def watch(self, app: Sanic) -> None:
        """Drain on SIGTERM, where Sanic would cut the connections."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._begin, app)

    def _begin(self, app: Sanic) -> None:
        if not self.has_begun:
            self.has_begun = True
            app.ctx.draining = asyncio.ensure_future(self._drain(app))

    async def _drain(self, app: Sanic) -> None:
        store = app.ctx.agent.tracker_store._tracker_store
        linger = LINGER_SECONDS if store.dialogues.is_shared else 0.0  # else nobody is
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.sleep(linger)
        while self.under_way and loop.time() < begun + LONGEST_SECONDS:
            await asyncio.sleep(LOOK_SECONDS)
        app.stop()

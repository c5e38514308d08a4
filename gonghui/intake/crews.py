"""Who does the work: this process, workers on this machine, or a cluster elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Protocol

from gonghui.intake.parcels import Made, Parcel
from gonghui.intake.work import Order, work

AHEAD = 2  # parcels on their way for each that is worked on


class Crew(Protocol):
    """Works on parcels; a few are under way at once, and that bounds the memory."""

    most: int
    """Parcels under way."""

    async def do(self, parcel: Parcel) -> Made:
        """Work on one."""
        ...


class Alone:
    """Works in a thread of this process, one parcel after the other."""

    most = AHEAD

    def __init__(self, order: Order, thread: ThreadPoolExecutor) -> None:
        self._order, self._thread = order, thread

    async def do(self, parcel: Parcel) -> Made:
        """Work on a parcel."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._order, parcel)


@asynccontextmanager
async def alone(order: Order) -> AsyncIterator[Crew]:
    """Work without help."""
    with ThreadPoolExecutor(1) as thread:
        yield Alone(order, thread)

"""SQLite without a thread between: its calls take less time than handing them over.

aiosqlite runs every call in a thread of its own. For the small statements of a turn
that cost as much processor time as the statements themselves (3.1 against 1.7 ms a
transaction, ADR 0016). Only waiting for another process's lock can take long, and
that is done here in the event loop, which goes on meanwhile.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

CHUNK = 64  # rows, aiosqlite's own default
PAUSES = (0.001, 0.001, 0.002, 0.003, 0.005)  # seconds; a turn writes for some 5 ms


class InlineConnection(aiosqlite.Connection):
    """Calls SQLite where it stands, and waits for locks as a coroutine."""

    def __init__(
        self, connector: Callable[[], sqlite3.Connection], wait: float
    ) -> None:
        super().__init__(connector, CHUNK)
        self._wait = wait

    async def _execute(
        self,
        fn: Callable[..., Any],
        *args: Any,  # noqa: ANN401 - what sqlite3 takes
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401 - and gives
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        until = asyncio.get_running_loop().time() + self._wait
        tries = 0
        while True:
            try:
                return fn(*args, **kwargs)
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or asyncio.get_running_loop().time() > until:
                    raise
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1


def connector(path: str, *, wait: float) -> Callable[[], InlineConnection]:
    """Return what opens a database file; `wait` seconds at most for a lock."""
    connect = partial(sqlite3.connect, path, check_same_thread=False, timeout=0)
    return lambda: InlineConnection(connect, wait)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    """Tell whether somebody else is writing, so that it is worth trying again.

    A reader that became a writer too late (BUSY_SNAPSHOT) has to begin anew.
    """
    return error.sqlite_errorcode == sqlite3.SQLITE_BUSY

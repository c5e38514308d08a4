"""Recordings of calls: from the folder that Asterisk writes to into the vault."""

import asyncio
import logging
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.calls import recordings
from helpdesk.database import read_only

log = logging.getLogger("api.hotline.agi")

LOOKS = 15
"""Times, a second apart: Asterisk ends a recording just after the call."""


class Recordings:
    """Names recordings and collects them after their calls."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        folder: Path,
        *,
        data_dir: Path,
    ) -> None:
        self._sessions = sessions
        self._folder = folder
        self._data_dir = data_dir
        self._looks_left = 0
        self._looking: asyncio.Task[None] | None = None

    async def file(self, call_id: str, *, seq: int) -> Path:
        """Name the file of a call that is recorded from an event on."""
        async with read_only(self._sessions) as session:
            return self._folder / await recordings.name(session, call_id, seq=seq)

    def look(self) -> None:
        """Collect what is there, now and for a while."""
        self._looks_left = LOOKS
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Stop looking; the next start collects the rest."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        while self._looks_left:
            self._looks_left -= 1
            try:
                await recordings.collect(
                    self._sessions, self._folder, data_dir=self._data_dir
                )
            except OSError as error:
                log.error("recordings are not kept: %s", type(error).__name__)
            await asyncio.sleep(1)

"""An import: files are read and looked up here, worked on by the crew, kept here.

One process owns the records. Parcels are kept in the order in which their files were
found, whoever worked on them, so the result does not depend on the crew; what is on
record is passed over, so neither does it depend on when somebody was killed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched, count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gonghui.intake.crews import Crew
from gonghui.intake.ledger import Ledger
from gonghui.intake.parcels import File, Made, Parcel, Refused, handfuls
from gonghui.intake.progress import Progress, Tally
from gonghui.intake.sources import Source, find, originals
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import CallRecord
from helpdesk.transcripts.records import archive

if TYPE_CHECKING:
    from gonghui.intake.lake import Lake


AT_ONCE = 10
"""Calls in one transaction: a caller who needs a ticket meanwhile waits for its end."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A parcel that is worked on."""

    digests: frozenset[str]
    made: asyncio.Task[Made]
    share: float
    """How far the reading was when it was put together."""


@dataclass(slots=True)
class Import:
    """Takes in the files under some paths."""

    sessions: async_sessionmaker[AsyncSession]
    crew: Crew
    ledger: Ledger
    progress: Progress
    lake: Lake | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    tally: Tally = field(default_factory=Tally)
    _taken: set[str] = field(default_factory=set)
    """Digests of files that are under way."""
    _again: set[str] = field(default_factory=set)
    """Those among them that are on record and not in the lake."""
    _read: int = 0
    _total: int = 0

    async def run(self, paths: Sequence[Path]) -> None:
        """Take in what is new; go on where an earlier import was stopped."""
        self._total = await asyncio.to_thread(size, paths)
        under_way, numbers = deque[UnderWay](), count()
        try:
            async for files in self._new(paths):
                under_way.append(self._send(next(numbers), files))
                if len(under_way) == self.crew.most:
                    await self._keep(under_way.popleft())
            while under_way:
                await self._keep(under_way.popleft())
        finally:
            for each in under_way:
                each.made.cancel()

    async def _new(self, paths: Sequence[Path]) -> AsyncIterator[list[File]]:
        """Yield the files that are not on record, some at a time."""
        reading = handfuls(self._files(paths))
        while not self.stop.is_set():
            some = await asyncio.to_thread(next, reading, None)
            if some is None:
                return
            new = await self._unknown(self._taken_note_of(some))
            self._tell(self._share)
            if new:
                yield new

    def _files(self, paths: Sequence[Path]) -> Iterator[File | Refused]:
        """Read and digest what is found."""
        for source in find(paths):
            if isinstance(source, Refused):
                yield source
                continue
            for file in originals(source):
                yield file if isinstance(file, Refused) else File(file, file.sha512)
            self._read += source.size

    def _taken_note_of(self, found: Sequence[File | Refused]) -> list[File]:
        """Enter refusals in the ledger, and return the files."""
        self.tally.files += len(found)
        self._refuse([each for each in found if isinstance(each, Refused)])
        return [each for each in found if isinstance(each, File)]

    async def _unknown(self, files: Sequence[File]) -> list[File]:
        """Return the files to work on, each once."""
        async with read_only(self.sessions) as session:
            known = await archive.known(session, [file.digest for file in files])
        if self.lake is not None:  # it may have been killed between the two
            again = {digest for digest in known if digest not in self.lake}
            self._again |= again
            known -= again
        new = {f.digest: f for f in files if f.digest not in known | self._taken}
        self.tally.known += len(files) - len(new)
        return list(new.values())

    def _send(self, number: int, files: Sequence[File]) -> UnderWay:
        """Have files worked on."""
        self.progress.begin_work(self._share)
        parcel = Parcel.of(number, [file.original for file in files])
        digests = frozenset(file.digest for file in files)
        self._taken |= digests
        made = asyncio.create_task(self.crew.do(parcel))
        return UnderWay(digests, made, self._share)

    async def _keep(self, parcel: UnderWay) -> None:
        """Put what was made of a parcel on record, and then into the lake."""
        made = await parcel.made
        records = list[CallRecord]()
        for some in batched(made.kept, AT_ONCE):
            async with unit_of_work(self.sessions) as session:
                records += await archive.keep(session, some)
        if self.lake is not None and made.rows is not None:
            cleared = {record.sha512 for record in records if record.cleared_at}
            await asyncio.to_thread(self.lake.add, made.rows, without=cleared)
        self._count(made, [record.sha512 for record in records])
        self._taken -= parcel.digests
        self._again -= parcel.digests
        self._refuse(made.refused)
        self._tell(parcel.share)

    def _count(self, made: Made, digests: Sequence[str]) -> None:
        for kept, digest in zip(made.kept, digests, strict=True):
            is_new = digest not in self._again
            self.tally.known += not is_new
            self.tally.calls += is_new
            self.tally.turns += is_new * len(kept.transcript.segments)

    def _refuse(self, refused: Sequence[Refused]) -> None:
        self.tally.refused += len(refused)
        for each in refused:
            self.progress.clear()
            self.ledger.add(each)

    def _tell(self, share: float) -> None:
        self.progress.tell(self.tally, share)

    @property
    def _share(self) -> float:
        return min(1.0, self._read / self._total) if self._total else 0.0


def size(paths: Sequence[Path]) -> int:
    """Return how many bytes lie under some paths."""
    return sum(each.size for each in find(paths) if isinstance(each, Source))

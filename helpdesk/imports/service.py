"""Taking files in: checked in worker processes, written in order, resumable."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only, unit_of_work
from helpdesk.imports.crew import Alone, Crew
from helpdesk.imports.faults import Rejected
from helpdesk.imports.opening import open_source
from helpdesk.imports.progress import Progress
from helpdesk.imports.rejects import RejectsFile
from helpdesk.imports.repository import RunRepository
from helpdesk.imports.resolving import Plan, Resolver, TreeResolver
from helpdesk.imports.row_repository import Store, store_of
from helpdesk.imports.shapes import SHAPES
from helpdesk.imports.sources import CHUNK_ROWS, Chunk, Position, Source, digest
from helpdesk.imports.worker import Checked, Order, cells_of
from helpdesk.keys import load_keys
from helpdesk.models.imports import ImportKind, ImportRun
from helpdesk.organisations.tree import tree

# To check and seal a row takes a worker as long as to write it takes this process:
# one of each fills two cores.
WORKERS = 1
SMALL = 1_000_000  # bytes; not worth two processes
AHEAD = 2  # chunks that wait beside those in work: what bounds the memory
EXAMPLES = 20
BULK_PRAGMAS = (
    "PRAGMA cache_size = -65536",  # 64 MB: digests fall all over their indexes
    "PRAGMA wal_autocheckpoint = 16384",
    "PRAGMA secure_delete = OFF",  # nothing is deleted here
)


@dataclass(slots=True)
class Report:
    """How a run ended."""

    run: ImportRun
    rejects: Path
    was_done: bool = False
    resumed_at: int = 1
    rows: int = 0
    examples: list[Rejected] = field(default_factory=list)
    unknown_unions: Counter[str] = field(default_factory=Counter)
    ignored: list[str] = field(default_factory=list)


class Importer:
    """Takes one file in."""

    def __init__(
        self,
        settings: Settings,
        kind: ImportKind,
        *,
        progress: Progress | None = None,
        workers: int | None = None,
        rows: int = CHUNK_ROWS,
    ) -> None:
        self.settings, self.kind, self.shape = settings, kind, SHAPES[kind]
        self.progress, self.workers, self.rows = progress, workers, rows

    async def take_in(
        self, path: Path, *, again: bool = False, rejects: Path | None = None
    ) -> Report:
        """Take a file in, or go on where an earlier process was stopped.

        Raises:
            UnreadableFile: The file as a whole can not be taken in.
            Conflict: Another process takes it in at this moment.
        """
        source = open_source(path, self.kind, rows=self.rows)
        engine = create_engine(self.settings)
        _prepare(engine)
        try:
            sessions = create_sessions(engine)
            async with unit_of_work(sessions) as session:
                run, was_done = await self._run(session, digest(path), again)
            target = rejects or self._rejects_path(path, run)
            report = Report(run, target, was_done, ignored=source.header.ignored)
            if not was_done:
                await self._take(source, sessions, report)
        finally:
            await engine.dispose()
        return report

    async def _run(
        self, session: AsyncSession, found: str, again: bool
    ) -> tuple[ImportRun, bool]:
        """Return the run to go on with, and whether it is done already."""
        repository = RunRepository(session)
        latest = await repository.latest(self.kind, found)
        is_done = latest is not None and latest.finished_at is not None
        if latest and not (is_done and again):
            return latest, is_done
        attempt = latest.attempt + 1 if latest else 1
        return await repository.begin(self.kind, found, attempt), False

    def _rejects_path(self, path: Path, run: ImportRun) -> Path:
        folder = self.settings.data_dir / "imports"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{path.stem}-{run.digest[:8]}-{run.attempt}-退回.csv"

    async def _take(
        self,
        source: Source,
        sessions: async_sessionmaker[AsyncSession],
        report: Report,
    ) -> None:
        run = report.run
        report.resumed_at = run.last_row
        before = Position(run.last_row, run.next_byte)
        if self.progress:
            self.progress.begin(source.share(before))
        order = await self._order(source, sessions)
        with _opened(report, source) as rejects, self._crew(order, source) as crew:
            async for chunk, checked in self._checked(source, before, crew):
                async with unit_of_work(sessions) as session:
                    plan = await self._write(session, chunk, checked, report, order)
                    run.rejects_size = rejects.add(plan.rejected)
                    await RunRepository(session).advance(run, before)
                before = checked.end
                self._tell(source, report, chunk, plan, before)
        async with unit_of_work(sessions) as session:
            await self._finish(session, run)

    async def _checked(
        self, source: Source, after: Position, crew: Crew | Alone
    ) -> AsyncIterator[tuple[Chunk, Checked]]:
        """Yield checked chunks in the file's order; only a few are under way."""
        under_way: deque[tuple[Chunk, asyncio.Future[Checked]]] = deque()
        for chunk in source.chunks(after):
            under_way.append((chunk, crew.check(chunk)))
            if len(under_way) > WORKERS + AHEAD:
                first, future = under_way.popleft()
                yield first, await future
        for first, future in under_way:
            yield first, await future

    async def _write(
        self,
        session: AsyncSession,
        chunk: Chunk,
        checked: Checked,
        report: Report,
        order: Order,
    ) -> Plan:
        """Write what fits the records and count it."""
        run = report.run
        store = store_of(session, self.shape, run.id)
        await store.hold()
        plan = (await self._resolver(store, checked)).plan(checked.candidates)
        for step in plan.steps:
            await store.write(step)
            run.added += len(step.new)
            run.updated += len(step.known)
        if self.kind is ImportKind.organisations:
            await store.link(plan.accepted)
        else:
            unknown = Counter(c.link for c in plan.accepted if c.link)
            report.unknown_unions += unknown
            run.unplaced += unknown.total()
        plan.rejected += checked.rejected
        _show_cells(plan, chunk, order)
        run.rejected += len(plan.rejected)
        run.last_row, run.next_byte = checked.end.row, checked.end.next_byte
        return plan

    async def _resolver(self, store: Store, checked: Checked) -> Resolver:
        known = await store.known(checked.candidates)
        if self.kind is not ImportKind.organisations:
            return Resolver(self.shape, known)
        names = {c.link for c in checked.candidates if c.link}
        kinds = await RunRepository(store.session).kinds(names)
        return TreeResolver(self.shape, known, kinds)

    async def _finish(self, session: AsyncSession, run: ImportRun) -> None:
        """Say that all rows are in, and place the unions they brought or moved."""
        if self.kind is ImportKind.organisations:
            await tree.place(session, anew=run.updated > 0)
        await RunRepository(session).finish(run)

    async def _order(
        self, source: Source, sessions: async_sessionmaker[AsyncSession]
    ) -> Order:
        async with read_only(sessions) as session:
            unions = await RunRepository(session).unions()
        return Order(
            self.kind,
            source.header,
            source.encoding,
            source.delimiter,
            load_keys(self.settings),
            unions if self.kind is ImportKind.members else {},
            days_as_text=not self.settings.is_production,
        )

    def _crew(self, order: Order, source: Source) -> Crew | Alone:
        small = source.path.stat().st_size < SMALL
        workers = (0 if small else WORKERS) if self.workers is None else self.workers
        return Crew(order, workers) if workers else Alone(order)

    def _tell(
        self, source: Source, report: Report, chunk: Chunk, plan: Plan, at: Position
    ) -> None:
        report.rows += len(chunk.records)
        room = EXAMPLES - len(report.examples)
        report.examples += sorted(plan.rejected, key=lambda one: one.row)[:room]
        if self.progress:
            self.progress.add(len(chunk.records), source.share(at))


@contextmanager
def _opened(report: Report, source: Source) -> Iterator[RejectsFile]:
    """Open the rejects file, cut back to what is committed."""
    size = report.run.rejects_size
    file = RejectsFile(report.rejects, source.header.cells, size=size)
    try:
        yield file
    finally:
        file.close()


def _show_cells(plan: Plan, chunk: Chunk, order: Order) -> None:
    """Give rows that were right in themselves their cells back, for the officer."""
    for place, rejected in enumerate(plan.rejected):
        if not rejected.cells and rejected.faults[0].title:
            cells = cells_of(chunk.records[rejected.row - chunk.first_row], order)
            plan.rejected[place] = Rejected(rejected.row, rejected.faults, tuple(cells))


def _prepare(engine: AsyncEngine) -> None:
    """Set SQLite up for many rows, on this engine's connections only."""
    if engine.dialect.name != "sqlite":
        return

    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in BULK_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine.sync_engine, "connect", set_up)

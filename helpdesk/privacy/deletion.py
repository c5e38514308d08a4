"""Deletion of one person's rows: children first, what must stay is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Base
from helpdesk.privacy.holdings import Holding, Keep, holdings
from helpdesk.privacy.repository import PrivacyRepository


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a person's rows in one table."""

    label: str
    deleted: int = 0
    cleared: int = 0
    kept: int = 0
    because: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was done, as the person is told; and counted by table, for the log."""

    lines: tuple[Line, ...]
    counts: Mapping[str, int]


class Deleter:
    """Works through one person's rows in one session."""

    def __init__(
        self, session: AsyncSession, keys: Mapping[str, Sequence[int]]
    ) -> None:
        self._repository = PrivacyRepository(session)
        self._found = keys
        self._kept: dict[str, dict[int, Keep]] = {}
        self._lines: dict[str, list[Line]] = {}
        self._counts: dict[str, int] = {}

    async def run(self, *, now: datetime) -> Deletion:
        """Decide what stays from above, then clear and delete from below."""
        table = holdings().holdings
        for holding in table:
            await self._decide(holding)
        for holding in table:
            await self._unlink(holding)
        for holding in reversed(table):
            await self._settle(holding, now)
        lines = [line for h in table for line in self._lines.get(h.table, ())]
        return Deletion(tuple(lines), self._counts)

    async def _decide(self, holding: Holding) -> None:
        """Find the first right by which each row stays, if there is one."""
        kept: dict[int, Keep] = {}
        if holding.keep:
            keys = self._found[holding.table]
            for row in await self._repository.rows(holding, keys):
                for keep in holding.keep:
                    if self._stays(holding, keep, row):
                        kept.setdefault(row["id"], keep)
        self._kept[holding.table] = kept

    def _stays(self, holding: Holding, keep: Keep, row: Mapping[Any, Any]) -> bool:
        if keep.stays:
            above = self._kept[keep.stays]
            columns = Base.metadata.tables[holding.table].columns
            return any(
                row[column.name] in above
                for column in columns
                for key in column.foreign_keys
                if key.column.table.name == keep.stays
            )
        return all(str(row[name]) in values for name, values in keep.when.items())

    def _doomed(self, table: str) -> list[int]:
        return [key for key in self._found[table] if key not in self._kept[table]]

    async def _unlink(self, holding: Holding) -> None:
        for column in holding.unlink:
            [key] = Base.metadata.tables[holding.table].c[column].foreign_keys
            doomed = self._doomed(key.column.table.name)
            await self._repository.unlink(holding, column, doomed)

    async def _settle(self, holding: Holding, now: datetime) -> None:
        doomed = self._doomed(holding.table)
        if holding.then == "clear":
            await self._repository.clear(holding, doomed, now=now)
            self._tell(holding, Line(holding.label, cleared=len(doomed)), len(doomed))
        elif holding.then == "delete":
            await self._delete(holding, doomed)
        self._tell_kept(holding)

    async def _delete(self, holding: Holding, doomed: Sequence[int]) -> None:
        gone = len(await self._repository.delete(holding, doomed))
        self._tell(holding, Line(holding.label, deleted=gone), gone)
        if gone < len(doomed):
            named = Line(
                holding.label, kept=len(doomed) - gone, because=holdings().notes.named
            )
            self._tell(holding, named, 0)

    def _tell_kept(self, holding: Holding) -> None:
        """Tell once for each right how many rows stay by it."""
        rights = list(self._kept[holding.table].values())
        for keep in holding.keep:
            if count := rights.count(keep):
                line = Line(
                    holding.label,
                    kept=count,
                    because=keep.because,
                    source=keep.source,
                    confidence=keep.confidence,
                )
                self._tell(holding, line, 0)

    def _tell(self, holding: Holding, line: Line, counted: int) -> None:
        if line.deleted or line.cleared or line.kept:
            self._lines.setdefault(holding.table, []).append(line)
        if counted:
            self._counts[holding.table] = counted

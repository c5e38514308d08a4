"""Resealing: old records under a new key, while everybody goes on reading them.

A row tells by its first bytes under which key it is, so nothing has to be remembered
between two runs: one that was killed is simply begun again and finds what is left.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.database import read_only, unit_of_work
from helpdesk.resealing.columns import (
    UNKNOWN,
    Digested,
    SealedTable,
    digested,
    purpose_of,
    sealed_tables,
)
from helpdesk.resealing.repository import ResealingRepository, Row
from helpdesk.sealing import Sealer, header, sealer_of
from helpdesk.search import begin_anew

BATCH = 500  # some 20 ms of work: whoever wants to write does not notice
LOOKS = 2  # the second finds what somebody changed during the first


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a table is."""

    table: str
    done: int
    total: int


class ResealingService:
    """Moves sealed values to the current key, and digests to a new lookup key."""

    async def counts(
        self, session: AsyncSession, names: tuple[str, ...]
    ) -> dict[str, int]:
        """Count the sealed values under each of these keys."""
        repository = ResealingRepository(session)
        return {
            name: sum(
                [
                    await repository.count(
                        table.name, tuple(table.purposes), head=header(name)
                    )
                    for table in sealed_tables()
                ]
            )
            for name in names
        }

    async def reseal(
        self, sessions: async_sessionmaker[AsyncSession], *, batch: int = BATCH
    ) -> AsyncIterator[Progress]:
        """Seal with the current key what is under another; yield after each batch.

        A row that somebody changes meanwhile is left to the next look at its table.
        """
        for table in sealed_tables():
            for _ in range(LOOKS):
                total = await self._left(sessions, table)
                async for done in self._look(sessions, table, batch):
                    yield Progress(table.name, done, max(total, done))

    async def fits(self, session: AsyncSession, sealer: Sealer) -> bool:
        """Tell whether the digests on record were made with a sealer's lookup key."""
        for pair in digested():
            columns = (pair.sealed, pair.lookup)
            rows = await ResealingRepository(session).list_rows(
                pair.table, columns, after=0, limit=1
            )
            for row in rows:
                if row[pair.lookup] is not None:
                    return bool(row[pair.lookup] == _digest(row, pair, sealer))
        return True

    async def open_some(
        self, session: AsyncSession, sealer: Sealer, *, of_each: int = 3
    ) -> int:
        """Open some values of each sealed column; return how many opened.

        Raises:
            ConfigurationError: One does not open; the text says which key it needs.
        """
        opened = 0
        for table in sealed_tables():
            rows = await ResealingRepository(session).list_rows(
                table.name, tuple(table.purposes), after=0, limit=of_each
            )
            for row in rows:
                for name, purpose in table.purposes.items():
                    if row[name] is not None:
                        sealer.open_bytes(row[name], purpose=purpose)
                        opened += 1
        return opened

    async def rehash(
        self, session: AsyncSession, sealer: Sealer, *, batch: int = BATCH
    ) -> AsyncIterator[Progress]:
        """Make every digest anew with a sealer's lookup key, in one transaction.

        Digests tell no key: half of them under another key would make half the city
        unknown, so all change at once, and nobody may be at work meanwhile.
        """
        for pair in digested():
            done, after = 0, 0
            columns = (pair.sealed, pair.lookup)
            repository = ResealingRepository(session)
            while rows := await repository.list_rows(
                pair.table, columns, after=after, limit=batch
            ):
                changes = [_rehashed(row, pair, sealer) for row in rows]
                await repository.replace(pair.table, columns, changes)
                after, done = rows[-1]["id"], done + len(rows)
                yield Progress(pair.table, done, done)
        for table in sorted({name.partition(".")[0] for name in UNKNOWN}):
            await ResealingRepository(session).empty(table)
        await begin_anew(session)  # the worker indexes all texts with the new key

    async def _left(
        self, sessions: async_sessionmaker[AsyncSession], table: SealedTable
    ) -> int:
        async with read_only(sessions) as session:
            head = sealer_of(session.get_bind().dialect).header
            return await ResealingRepository(session).count_others(
                table.name, tuple(table.purposes), head=head
            )

    async def _look(
        self,
        sessions: async_sessionmaker[AsyncSession],
        table: SealedTable,
        batch: int,
    ) -> AsyncIterator[int]:
        """Go once through a table; yield how many rows were resealed so far."""
        after, done = 0, 0
        while True:
            async with unit_of_work(sessions) as session:
                rows = await self._batch(session, table, after=after, limit=batch)
            if not rows:
                return
            after, done = rows[-1]["id"], done + len(rows)
            yield done

    async def _batch(
        self, session: AsyncSession, table: SealedTable, *, after: int, limit: int
    ) -> Sequence[Row]:
        """Reseal the next rows and return them as they were."""
        repository, columns = ResealingRepository(session), tuple(table.purposes)
        sealer = sealer_of(session.get_bind().dialect)
        rows = await repository.list_others(
            table.name, columns, head=sealer.header, after=after, limit=limit
        )
        changes = [_resealed(row, table, sealer) for row in rows]
        await repository.replace(table.name, columns, changes)
        return rows


def _resealed(row: Row, table: SealedTable, sealer: Sealer) -> Mapping[str, object]:
    """Return a row's old bytes, and new ones where they are under an old key."""
    change: dict[str, object] = {"row": row["id"]}
    for name, purpose in table.purposes.items():
        old = new = row[name]
        if old is not None and not old.startswith(sealer.header):
            new = sealer.seal_bytes(
                sealer.open_bytes(old, purpose=purpose), purpose=purpose
            )
        change |= {f"old_{name}": old, f"new_{name}": new}
    return change


def _rehashed(row: Row, pair: Digested, sealer: Sealer) -> Mapping[str, object]:
    sealed, lookup = row[pair.sealed], row[pair.lookup]
    return {
        "row": row["id"],
        f"old_{pair.sealed}": sealed,
        f"new_{pair.sealed}": sealed,
        f"old_{pair.lookup}": lookup,
        f"new_{pair.lookup}": _digest(row, pair, sealer),
    }


def _digest(row: Row, pair: Digested, sealer: Sealer) -> bytes | None:
    """Return the digest that belongs beside a sealed value; one without stays so."""
    if row[pair.sealed] is None or row[pair.lookup] is None:
        return None
    purpose = purpose_of(pair.table, pair.sealed)
    text = sealer.open(row[pair.sealed], purpose=purpose)
    said = json.loads(text)[pair.field] if pair.field else text
    return sealer.digest(said, purpose=purpose_of(pair.table, pair.lookup))


resealing = ResealingService()

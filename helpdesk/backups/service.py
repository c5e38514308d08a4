"""What a backup asks of the records, and what a restore owes to people."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.backups.manifest import Contents
from helpdesk.backups.repository import BackupRepository
from helpdesk.errors import BackupFault
from helpdesk.resealing import resealing
from helpdesk.sealing import KeyRing, Sealer
from helpdesk.tickets import skip_serials


class BackupService:
    """Describes a database, and checks one that was restored."""

    @asynccontextmanager
    async def snapshot(
        self, sessions: async_sessionmaker[AsyncSession]
    ) -> AsyncIterator[tuple[AsyncSession, str]]:
        """Give PostgreSQL's rows of one moment, and the name others see them by."""
        async with sessions() as session:
            await session.connection(
                execution_options={
                    "isolation_level": "REPEATABLE READ",
                    "postgresql_readonly": True,
                }
            )
            yield session, await BackupRepository(session).export_snapshot()

    async def describe(self, session: AsyncSession, ring: KeyRing) -> Contents:
        """Count what is there, by table and by key."""
        repository = BackupRepository(session)
        names = await repository.tables()
        return Contents(
            kind=session.get_bind().dialect.name,
            server=await repository.server(),
            revision=await repository.revision(),
            counts={name: await repository.count(name) for name in names},
            keys=await resealing.counts(session, tuple(ring.field_keys)),
        )

    async def is_empty(self, session: AsyncSession) -> bool:
        """Tell whether nothing is there yet."""
        return not await BackupRepository(session).tables()

    async def clear(self, session: AsyncSession) -> None:
        """Drop what is there, for a backup to take its place.

        Raises:
            BackupFault: Somebody is at work in it.
        """
        repository = BackupRepository(session)
        if others := await repository.others():
            raise BackupFault(
                f"{others} other connections use this database: stop the assistant"
            )
        await repository.drop_all()

    async def check(
        self, session: AsyncSession, expected: Contents, ring: KeyRing
    ) -> int:
        """Compare restored records with their manifest; return how many values opened.

        Raises:
            BackupFault: Rows are missing, or too many.
            ConfigurationError: Something sealed does not open.
        """
        repository = BackupRepository(session)
        counts = {name: await repository.count(name) for name in expected.counts}
        if wrong := _differences(expected.counts, counts):
            raise BackupFault(f"rows differ from the manifest: {wrong}")
        if not await resealing.fits(session, Sealer(ring)):
            raise BackupFault("the lookup key does not fit the records")
        return await resealing.open_some(session, Sealer(ring))

    async def settle(self, session: AsyncSession) -> int:
        """Make restored records ready for people; return the serials left out.

        Numbers of tickets that were told after the backup was made must not be given
        to somebody else today.
        """
        await BackupRepository(session).analyze()
        return await skip_serials(session)


def _differences(expected: Mapping[str, int], counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{name} {counts[name]} instead of {count}"
        for name, count in expected.items()
        if counts[name] != count
    )


backups = BackupService()

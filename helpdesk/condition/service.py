"""How the database is set, and whether the worker keeps up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import search
from helpdesk.condition.repository import ConditionRepository
from helpdesk.models import OutboxKind
from helpdesk.notifications import Backlog, backlog
from helpdesk.resealing import resealing
from helpdesk.sealing import KeyRing, Sealer


@dataclass(frozen=True, slots=True)
class Server:
    """PostgreSQL as it is set up, and as it is at the moment."""

    settings: Mapping[str, str]
    now: datetime
    is_superuser: bool
    connections: int
    longest_transaction: float
    unusable_indexes: int


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker has before it."""

    outbox: Mapping[OutboxKind, Backlog]
    unindexed: int


class ConditionService:
    """Looks; changes nothing."""

    async def server(self, session: AsyncSession) -> Server | None:
        """Return what PostgreSQL says of itself; None for SQLite's file."""
        repository = ConditionRepository(session)
        if not repository.is_postgresql:
            return None
        return Server(
            settings=await repository.settings(),
            now=await repository.now(),
            is_superuser=await repository.is_superuser(),
            connections=await repository.connections(),
            longest_transaction=await repository.longest_transaction(),
            unusable_indexes=await repository.unusable_indexes(),
        )

    async def sqlite(self, session: AsyncSession) -> str:
        """Return SQLite's version."""
        return await ConditionRepository(session).version()

    async def work(self, session: AsyncSession) -> Work:
        """Return what waits for the worker."""
        outbox = {kind: await backlog(session, kind) for kind in OutboxKind}
        return Work(outbox, await search.left(session))

    async def opened(self, session: AsyncSession, ring: KeyRing) -> tuple[int, bool]:
        """Open some sealed values; tell whether the lookup key fits as well.

        Raises:
            ConfigurationError: One does not open; the text says which key it needs.
        """
        sealer = Sealer(ring)
        opened = await resealing.open_some(session, sealer, of_each=1)
        return opened, await resealing.fits(session, sealer)


condition = ConditionService()

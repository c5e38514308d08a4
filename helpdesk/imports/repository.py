"""SQL of import runs, and of the unions that imports refer to."""

from collections.abc import Collection
from itertools import batched

from sqlalchemy import select, update

from helpdesk import clock
from helpdesk.errors import Conflict
from helpdesk.imports.sources import Position
from helpdesk.models.imports import ImportKind, ImportRun
from helpdesk.models.organisations import Organisation, OrganisationKind
from helpdesk.repository import Repository

MOST_NAMES = 5_000  # in one question


class RunRepository(Repository):
    """Questions about imports."""

    async def latest(self, kind: ImportKind, digest: str) -> ImportRun | None:
        """Return the last run of a file."""
        statement = (
            select(ImportRun)
            .where(ImportRun.kind == kind, ImportRun.digest == digest)
            .order_by(ImportRun.attempt.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def begin(self, kind: ImportKind, digest: str, attempt: int) -> ImportRun:
        """Note a new run."""
        run = ImportRun(kind=kind, digest=digest, attempt=attempt)
        self.session.add(run)
        await self.session.flush()
        return run

    async def advance(self, run: ImportRun, before: Position) -> None:
        """Write down how far a run is, in the transaction of the rows.

        Raises:
            Conflict: Another process takes the same file in.
        """
        kept = (
            "last_row",
            "next_byte",
            "added",
            "updated",
            "rejected",
            "unplaced",
            "rejects_size",
        )
        statement = (
            update(ImportRun)
            .where(ImportRun.id == run.id, ImportRun.last_row == before.row)
            .where(ImportRun.finished_at.is_(None))
            .values({name: getattr(run, name) for name in kept})
            .execution_options(synchronize_session=False)
            .returning(ImportRun.id)
        )
        if (await self.session.scalars(statement)).one_or_none() is None:
            raise Conflict("another process takes this file in")

    async def finish(self, run: ImportRun) -> None:
        """Note that everything is in."""
        statement = (
            update(ImportRun)
            .where(ImportRun.id == run.id)
            .values(finished_at=clock.now())
            .execution_options(synchronize_session=False)
        )
        await self.session.execute(statement)

    async def unions(self) -> dict[str, int]:
        """Return every union's key by its name."""
        found = await self.session.execute(select(Organisation.name, Organisation.id))
        return {row[0]: row[1] for row in found}

    async def kinds(self, names: Collection[str]) -> dict[str, OrganisationKind]:
        """Return the levels of these unions."""
        kinds: dict[str, OrganisationKind] = {}
        for some in batched(names, MOST_NAMES):
            statement = select(Organisation.name, Organisation.kind)
            found = await self.session.execute(
                statement.where(Organisation.name.in_(some))
            )
            kinds.update({row[0]: row[1] for row in found})
        return kinds

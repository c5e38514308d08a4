"""SQL of the Dream Plan."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from helpdesk.models import (
    DREAM_LIVE,
    DreamApplication,
    DreamCohort,
    DreamLevel,
    DreamPool,
    DreamStatus,
)
from helpdesk.repository import Repository, attached, held


class DreamRepository(Repository):
    """Questions about cohorts, places and applications."""

    async def add_cohort(self, values: dict[str, Any]) -> int | None:
        """Add a year unless it is there; return its key when it was added."""
        new = self.insert(DreamCohort).values(values)
        added = new.on_conflict_do_nothing(index_elements=[DreamCohort.year])
        statement = added.returning(DreamCohort.id)
        return (await self.session.scalars(statement)).one_or_none()

    async def cohort(self, year: int) -> DreamCohort | None:
        """Return a year's cohort."""
        statement = select(DreamCohort).where(DreamCohort.year == year)
        return (await self.session.scalars(statement)).one_or_none()

    async def cohort_of(self, application: DreamApplication) -> DreamCohort:
        """Return the cohort that an application is for, as it is now."""
        return await self.session.get_one(
            DreamCohort, application.cohort_id, populate_existing=True
        )

    async def newest(self, *, until: int) -> DreamCohort | None:
        """Return the newest cohort up to a year."""
        statement = (
            select(DreamCohort)
            .where(DreamCohort.year <= until)
            .order_by(DreamCohort.year.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def pools(self, cohort_id: int) -> Sequence[DreamPool]:
        """Return a cohort's places, as they are now."""
        statement = (
            select(DreamPool)
            .where(DreamPool.cohort_id == cohort_id)
            .order_by(DreamPool.id)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).all()

    async def pool_for(self, cohort_id: int, level: DreamLevel) -> DreamPool | None:
        """Return the places that a level is given from."""
        statement = select(DreamPool).where(
            DreamPool.cohort_id == cohort_id,
            DreamPool.level.in_([level, DreamLevel.either]),
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def hold_pool(self, pool_id: int) -> DreamPool:
        """Return places as they are now, given out by nobody else meanwhile."""
        statement = (
            select(DreamPool)
            .where(DreamPool.id == pool_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one()

    async def hold(
        self, application: DreamApplication
    ) -> tuple[DreamApplication, DreamPool]:
        """Return an application with its places, nobody else's to change.

        The places are locked first, always: two that hold both in another order would
        wait for each other for ever.
        """
        application = await attached(self.session, application)
        pool = await self.hold_pool(application.pool_id)
        return await held(self.session, application), pool

    async def add_draft(self, values: dict[str, Any]) -> bool:
        """Add a draft unless the worker has a live application for the year."""
        new = self.insert(DreamApplication).values(values)
        added = new.on_conflict_do_nothing(
            index_elements=[DreamApplication.cohort_id, DreamApplication.member_id],
            index_where=DREAM_LIVE,
        )
        result = await self.session.scalars(added.returning(DreamApplication.id))
        return result.one_or_none() is not None

    async def live_of(
        self, *, cohort_id: int, member_id: int
    ) -> DreamApplication | None:
        """Return a worker's live application for a year."""
        statement = select(DreamApplication).where(
            DreamApplication.cohort_id == cohort_id,
            DreamApplication.member_id == member_id,
            DREAM_LIVE,
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def latest_of(self, member_id: int) -> DreamApplication | None:
        """Return a worker's newest application."""
        statement = (
            select(DreamApplication)
            .where(DreamApplication.member_id == member_id)
            .order_by(DreamApplication.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def first_waiting(self, pool_id: int) -> DreamApplication | None:
        """Return who is next on the waiting list, as it is now; the places are held."""
        statement = (
            select(DreamApplication)
            .where(
                DreamApplication.pool_id == pool_id,
                DreamApplication.status == DreamStatus.waiting,
            )
            .order_by(DreamApplication.waiting_number)
            .limit(1)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def waiting_before(self, application: DreamApplication) -> int:
        """Return how many wait in front of an application."""
        statement = select(func.count(DreamApplication.id)).where(
            DreamApplication.pool_id == application.pool_id,
            DreamApplication.status == DreamStatus.waiting,
            DreamApplication.waiting_number < application.waiting_number,
        )
        return (await self.session.scalars(statement)).one()

"""Applications to the Dream Plan: each place is given once, the rest wait in turn."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.dream_plan.cohorts import dream_cohorts
from helpdesk.dream_plan.repository import DreamRepository
from helpdesk.errors import (
    Conflict,
    InvalidInput,
    NotEntitled,
    NotFound,
    TransitionNotAllowed,
)
from helpdesk.findings import Outcome
from helpdesk.models import (
    AuthorKind,
    DreamApplication,
    DreamLevel,
    DreamPool,
    DreamStatus,
)
from helpdesk.rules import rules
from helpdesk.steps import By, Progress, steps

WORDS = Path(__file__).with_name("progress.yml")
STEPS = Path(__file__).with_name("steps.yml")
BY_MEMBER = By(AuthorKind.member)
# What gives or frees a place has a method of its own.
PLAIN = frozenset({DreamStatus.reviewing, DreamStatus.returned, DreamStatus.enrolled})


class DreamApplicationService:
    """Takes, decides and moves applications."""

    async def begin(
        self,
        session: AsyncSession,
        *,
        member_id: int,
        year: int,
        level: DreamLevel,
        education: str | None = None,
    ) -> DreamApplication:
        """Begin a draft; a worker has one live application for a year.

        Raises:
            NotFound: There is no such year, or no such level in it.
            Conflict: The worker applies for another level already.
        """
        cohort = await dream_cohorts.of_year(session, year)
        repository = DreamRepository(session)
        pool = await repository.pool_for(cohort.id, level)
        if level is DreamLevel.either or pool is None:
            raise NotFound("no such level in that year")
        added = await repository.add_draft(
            {
                "cohort_id": cohort.id,
                "pool_id": pool.id,
                "member_id": member_id,
                "level": level,
                "education": education,
            }
        )
        application = await repository.live_of(cohort_id=cohort.id, member_id=member_id)
        if application is None or application.level is not level:
            raise Conflict("the worker has another application for that year")
        if added:
            await steps.begin(session, application, BY_MEMBER)
        return application

    async def submit(
        self, session: AsyncSession, application: DreamApplication, by: By = BY_MEMBER
    ) -> None:
        """Hand an application in, within the days of applying.

        What was sent back for documents may be completed later.

        Raises:
            NotEntitled: The window is closed, or its days are not known.
        """
        application, _pool = await DreamRepository(session).hold(application)
        if application.status is DreamStatus.draft:
            await self._refuse_outside_window(session, application)
        await steps.move(session, application, DreamStatus.submitted, by)
        application.submitted_at = clock.now()

    async def move(
        self,
        session: AsyncSession,
        application: DreamApplication,
        to: DreamStatus,
        by: By,
    ) -> None:
        """Take a step that neither gives nor frees a place."""
        if to not in PLAIN:
            raise TransitionNotAllowed(f"{to} has a way of its own")
        application, _pool = await DreamRepository(session).hold(application)
        await steps.move(session, application, to, by)

    async def accept(
        self, session: AsyncSession, application: DreamApplication, by: By
    ) -> DreamStatus:
        """Accept an application: it gets a place, or a number on the waiting list."""
        application, pool = await DreamRepository(session).hold(application)
        if application.status is not DreamStatus.reviewing:
            raise TransitionNotAllowed(f"{application.status} → accepted")
        if pool.taken < pool.quota:
            await self._give_place(session, pool, application, by)
        else:
            pool.waited += 1
            application.waiting_number = pool.waited
            full = By(by.author, by.officer_id, by.words or rules(STEPS)["full"])
            await steps.move(session, application, DreamStatus.waiting, full)
        return application.status

    async def reject(
        self, session: AsyncSession, application: DreamApplication, by: By
    ) -> None:
        """Turn an application down, or off the waiting list; the reason is told."""
        if not by.words:
            raise InvalidInput("a rejection needs its reason")
        await self._leave(session, application, DreamStatus.rejected, by)

    async def withdraw(
        self, session: AsyncSession, application: DreamApplication, by: By = BY_MEMBER
    ) -> None:
        """Take an application back; a place that it held goes to the next in turn."""
        await self._leave(session, application, DreamStatus.withdrawn, by)

    async def decline(
        self, session: AsyncSession, application: DreamApplication, by: By = BY_MEMBER
    ) -> None:
        """Give an admission up; the place goes to the next in turn."""
        await self._leave(session, application, DreamStatus.declined, by)

    async def resize(
        self, session: AsyncSession, *, year: int, level: DreamLevel, quota: int
    ) -> None:
        """Set a quota; new places go to those who wait, in turn.

        Raises:
            InvalidInput: More places than that are given out already.
        """
        cohort = await dream_cohorts.of_year(session, year)
        repository = DreamRepository(session)
        found = await repository.pool_for(cohort.id, level)
        if found is None:
            raise NotFound("no such level in that year")
        pool = await repository.hold_pool(found.id)
        if quota < pool.taken:
            raise InvalidInput(f"{pool.taken} places are given out already")
        pool.quota = quota
        await self._promote(session, pool)

    async def latest_of(
        self, session: AsyncSession, member_id: int
    ) -> DreamApplication | None:
        """Return a worker's newest application, if there is one."""
        return await DreamRepository(session).latest_of(member_id)

    async def progress(
        self, session: AsyncSession, application: DreamApplication
    ) -> Progress:
        """Tell where an application is; who waits is told the place in the queue."""
        found = await steps.progress(session, application, WORDS)
        if application.status is not DreamStatus.waiting:
            return found
        before = await DreamRepository(session).waiting_before(application)
        told = found.told.format(position=before + 1)
        return Progress(found.status, found.label, told, found.since)

    async def _leave(
        self,
        session: AsyncSession,
        application: DreamApplication,
        to: DreamStatus,
        by: By,
    ) -> None:
        application, pool = await DreamRepository(session).hold(application)
        had_place = application.status is DreamStatus.approved
        await steps.move(session, application, to, by)
        application.waiting_number = None
        if had_place:
            pool.taken -= 1
            await self._promote(session, pool)
        await session.flush()

    async def _promote(self, session: AsyncSession, pool: DreamPool) -> None:
        """Give the free places of a held pool to those who wait, in turn."""
        by = By(AuthorKind.system, words=rules(STEPS)["promoted"])
        while pool.taken < pool.quota:
            await session.flush()
            following = await DreamRepository(session).first_waiting(pool.id)
            if following is None:
                return
            await self._give_place(session, pool, following, by)

    async def _give_place(
        self,
        session: AsyncSession,
        pool: DreamPool,
        application: DreamApplication,
        by: By,
    ) -> None:
        pool.taken += 1
        application.waiting_number = None
        await steps.move(session, application, DreamStatus.approved, by)

    async def _refuse_outside_window(
        self, session: AsyncSession, application: DreamApplication
    ) -> None:
        cohort = await DreamRepository(session).cohort_of(application)
        found = dream_cohorts.window(cohort, on=clock.today())
        if found.outcome is not Outcome.met:
            raise NotEntitled(str(found))


dream_applications = DreamApplicationService()

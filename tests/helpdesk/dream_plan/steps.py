"""Steps that several tests of the Dream Plan take."""

from datetime import date

from sqlalchemy import select

from helpdesk.dream_plan import dream_applications, dream_cohorts
from helpdesk.models import (
    Confidence,
    DreamCohort,
    DreamLevel,
    DreamPool,
    DreamStatus,
    Member,
)
from helpdesk.steps import By

YEAR = 2026
OFFICER = By()


async def open_cohort(session, *, quota, level=DreamLevel.college):
    """Put a cohort on record whose window is open on the tests' day."""
    cohort = DreamCohort(
        year=YEAR,
        opens_on=date(2026, 4, 1),
        closes_on=date(2026, 7, 31),
        note="测试",
        source="测试",
        confidence=Confidence.D,
    )
    session.add(cohort)
    await session.flush()
    session.add(DreamPool(cohort_id=cohort.id, level=level, quota=quota))
    await session.flush()
    return cohort


async def workers(session, count):
    return list(await session.scalars(select(Member.id).limit(count)))


async def under_review(session, member_id, level=DreamLevel.college):
    """Return an application that is ready to be decided."""
    application = await dream_applications.begin(
        session, member_id=member_id, year=YEAR, level=level
    )
    await dream_applications.submit(session, application)
    await dream_applications.move(session, application, DreamStatus.reviewing, OFFICER)
    return application


async def only_pool(session):
    cohort = await dream_cohorts.of_year(session, YEAR)
    (pool,) = await dream_cohorts.pools(session, cohort)
    return pool

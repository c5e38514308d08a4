"""Cohorts of the Dream Plan: the years, their places, their windows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.dream_plan.policy import Window, judge_window
from helpdesk.dream_plan.repository import DreamRepository
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.findings import Check
from helpdesk.models import Confidence, DreamCohort, DreamLevel, DreamPool

COHORTS = Path(__file__).with_name("cohorts.yml")


class CohortService:
    """Keeps the years of the plan; what officers changed stays as it is."""

    async def load(self, session: AsyncSession, *, file: Path = COHORTS) -> int:
        """Add the years of a file that are not on record; return how many."""
        entries: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
        return sum([await self._add(session, **entry) for entry in entries])

    async def of_year(self, session: AsyncSession, year: int) -> DreamCohort:
        """Return a year's cohort."""
        found = await DreamRepository(session).cohort(year)
        if found is None:
            raise NotFound("no Dream Plan of that year is on record")
        return found

    async def current(self, session: AsyncSession) -> DreamCohort:
        """Return this year's cohort, or the newest before."""
        found = await DreamRepository(session).newest(until=clock.today().year)
        if found is None:
            raise NotFound("no Dream Plan is on record")
        return found

    async def pools(
        self, session: AsyncSession, cohort: DreamCohort
    ) -> Sequence[DreamPool]:
        """Return a year's places by level."""
        return await DreamRepository(session).pools(cohort.id)

    def window(self, cohort: DreamCohort, *, on: date) -> Check:
        """Say whether a year's applications are taken on a day, and why."""
        return judge_window(Window(cohort.opens_on, cohort.closes_on), on=on)

    async def window_today(self, session: AsyncSession) -> Check:
        """Say whether this year's applications are taken today; none is guessed."""
        today = clock.today()
        cohort = await DreamRepository(session).cohort(today.year)
        if cohort is None:
            return judge_window(Window(), on=today)
        return self.window(cohort, on=today)

    async def set_window(
        self, cohort: DreamCohort, *, opens_on: date, closes_on: date, source: str
    ) -> None:
        """Set the days of applying, by the year's brochure."""
        if opens_on > closes_on:
            raise InvalidInput("a window closes after it opens")
        cohort.opens_on, cohort.closes_on = opens_on, closes_on
        cohort.source, cohort.confidence = source, Confidence.B

    async def _add(
        self,
        session: AsyncSession,
        *,
        places: dict[str, int],
        confidence: str,
        **known: object,
    ) -> bool:
        """Add one year with its places."""
        values = known | {"confidence": Confidence(confidence)}
        key = await DreamRepository(session).add_cohort(values)
        if key is None:
            return False
        for level, quota in places.items():
            pool = DreamPool(cohort_id=key, level=DreamLevel(level), quota=quota)
            session.add(pool)
        await session.flush()
        return True


dream_cohorts = CohortService()

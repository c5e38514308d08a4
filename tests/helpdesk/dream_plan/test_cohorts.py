from datetime import date

import pytest
from sqlalchemy import delete

from helpdesk.dream_plan import Outcome, dream_cohorts
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import Confidence, DreamCohort, DreamLevel, DreamPool
from tests.helpdesk.dream_plan.steps import open_cohort


@pytest.fixture
def loaded(session):
    """The years come with the program: every prepared database has them."""
    return session


async def _forget(session):
    await session.execute(delete(DreamPool))
    await session.execute(delete(DreamCohort))


class TestLoad:
    @pytest.mark.parametrize(
        ("year", "places"),
        [
            (2016, {DreamLevel.college: 617, DreamLevel.bachelor: 383}),
            (2018, {DreamLevel.either: 3000}),
            (2021, {DreamLevel.college: 1000, DreamLevel.bachelor: 2000}),
            (2023, {DreamLevel.college: 1200, DreamLevel.bachelor: 1800}),
        ],
    )
    async def test_a_year_has_the_places_that_were_announced(
        self, loaded, year, places
    ):
        cohort = await dream_cohorts.of_year(loaded, year)
        pools = await dream_cohorts.pools(loaded, cohort)

        assert {pool.level: pool.quota for pool in pools} == places
        assert {pool.taken for pool in pools} == {0}

    async def test_no_day_of_applying_is_guessed(self, loaded):
        cohort = await dream_cohorts.of_year(loaded, 2023)

        assert (cohort.opens_on, cohort.closes_on) == (None, None)

    async def test_every_year_names_its_source(self, loaded):
        for year in (2009, 2015, 2016, 2018, 2021, 2023):
            cohort = await dream_cohorts.of_year(loaded, year)

            assert cohort.source
            assert cohort.confidence in {Confidence.B, Confidence.C}

    async def test_adds_what_is_missing(self, session):
        await _forget(session)

        assert await dream_cohorts.load(session) == 6
        assert await dream_cohorts.load(session) == 0

    async def test_again_adds_nothing_and_keeps_what_officers_changed(self, loaded):
        cohort = await dream_cohorts.of_year(loaded, 2023)
        await dream_cohorts.set_window(
            cohort,
            opens_on=date(2023, 4, 1),
            closes_on=date(2023, 6, 30),
            source="2023年招生简章",
        )
        await loaded.flush()

        assert await dream_cohorts.load(loaded) == 0

        again = await dream_cohorts.of_year(loaded, 2023)
        await loaded.refresh(again)
        assert again.closes_on == date(2023, 6, 30)


class TestOfYear:
    async def test_a_year_without_a_record_is_not_invented(self, loaded):
        with pytest.raises(NotFound):
            await dream_cohorts.of_year(loaded, 2017)


class TestCurrent:
    async def test_is_the_newest_that_has_begun(self, loaded, time):
        assert (await dream_cohorts.current(loaded)).year == 2023

    async def test_without_any_says_so(self, session):
        await _forget(session)

        with pytest.raises(NotFound):
            await dream_cohorts.current(session)


class TestWindowToday:
    async def test_of_a_year_without_a_record_nothing_is_guessed(self, loaded, time):
        found = await dream_cohorts.window_today(loaded)

        assert found.outcome is Outcome.unknown
        assert "没有核实到" in str(found)

    async def test_tells_the_last_day_while_it_is_open(self, loaded, time):
        await open_cohort(loaded, quota=1)

        found = await dream_cohorts.window_today(loaded)

        assert found.outcome is Outcome.met
        assert "到2026-07-31为止" in found.why


class TestSetWindow:
    async def test_opens_the_window_of_the_brochure(self, loaded):
        cohort = await dream_cohorts.of_year(loaded, 2023)
        unknown = dream_cohorts.window(cohort, on=date(2023, 5, 1))

        await dream_cohorts.set_window(
            cohort,
            opens_on=date(2023, 4, 1),
            closes_on=date(2023, 6, 30),
            source="2023年招生简章",
        )

        assert unknown.outcome is Outcome.unknown
        found = dream_cohorts.window(cohort, on=date(2023, 5, 1))
        assert found.outcome is Outcome.met

    async def test_refuses_to_close_before_it_opens(self, loaded):
        cohort = await dream_cohorts.of_year(loaded, 2023)

        with pytest.raises(InvalidInput):
            await dream_cohorts.set_window(
                cohort,
                opens_on=date(2023, 7, 1),
                closes_on=date(2023, 6, 30),
                source="x",
            )

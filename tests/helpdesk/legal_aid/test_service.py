from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, select

from helpdesk.legal_aid import legal_aid
from helpdesk.models import Duty, Lawyer, Site, SiteKind
from helpdesk.places import districts

MONDAY = date(2026, 7, 13)


async def _nearest(session, district=None, place=None, on=MONDAY, limit=3):
    return await legal_aid.nearest(
        session, district=district, place=place, on=on, limit=limit
    )


async def _only(session, **duty):
    """Leave one site with one duty in the whole city."""
    await session.execute(delete(Duty))
    site = await session.scalar(
        select(Site).where(Site.kind == SiteKind.legal_service).limit(1)
    )
    lawyer = await session.scalar(select(Lawyer).limit(1))
    session.add(
        Duty(
            site_id=site.id,
            lawyer_id=lawyer.id,
            starts_at=time(9),
            ends_at=time(12),
            **duty,
        )
    )
    await session.flush()


class TestNearest:
    @pytest.mark.parametrize("district", sorted(districts()))
    async def test_every_district_has_a_lawyer_within_a_week(self, session, district):
        for offset in range(7):
            on = MONDAY + timedelta(offset)
            first, *_ = await _nearest(session, district=district, on=on)

            assert first.district == district
            assert on <= first.day < on + timedelta(7)
            assert first.lawyer
            assert first.phone

    async def test_the_same_street_comes_first(self, session):
        sites = [duty.site for duty in await _nearest(session, place="西乡街道")]

        assert sites[0] == "西乡街道工会法律服务点"

    async def test_then_the_district_then_the_neighbours(self, session):
        found = await _nearest(session, district="盐田", limit=20)

        order = [duty.district for duty in found]
        assert order[:4] == ["盐田"] * 4
        assert set(order[4:10]) == {"罗湖"}

    async def test_names_a_site_once_with_its_next_duty(self, session):
        found = await _nearest(session, limit=100)

        names = [duty.site for duty in found]
        assert len(names) == len(set(names)) == 62

    async def test_of_equally_near_sites_the_earlier_duty_wins(self, session):
        days = [duty.day for duty in await _nearest(session, district="宝安", limit=5)]

        assert days == sorted(days)

    @pytest.mark.parametrize(
        ("on", "day"),
        [
            (MONDAY, date(2026, 7, 15)),
            (date(2026, 7, 15), date(2026, 7, 15)),  # today counts
            (date(2026, 7, 16), date(2026, 7, 22)),
        ],
    )
    async def test_is_today_or_the_next_day_of_the_roster(self, session, on, day):
        await _only(session, weekday=2)

        (duty,) = await _nearest(session, on=on)

        assert (duty.day, duty.hours) == (day, "09:00-12:00")

    async def test_a_roster_begins_and_ends(self, session):
        await _only(
            session,
            weekday=0,
            valid_from=date(2026, 7, 14),
            valid_to=date(2026, 7, 25),
        )

        (duty,) = await _nearest(session, on=MONDAY)
        assert duty.day == date(2026, 7, 20)
        assert await _nearest(session, on=date(2026, 7, 21)) == []

    @pytest.mark.parametrize(("district", "place"), [("东莞", None), (None, "火星")])
    async def test_an_unknown_place_still_gets_lawyers(self, session, district, place):
        assert len(await _nearest(session, district=district, place=place)) == 3


class TestLimitation:
    def test_a_year_from_leaving(self):
        told = legal_aid.limitation(left_on=date(2026, 3, 1), today=MONDAY)

        assert told.deadline == date(2027, 3, 1)

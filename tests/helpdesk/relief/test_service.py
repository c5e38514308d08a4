from datetime import date
from decimal import Decimal

import pytest

from helpdesk.relief import relief


class TestStations:
    async def test_the_same_street_comes_first(self, session):
        first, *_ = await relief.stations(session, district=None, place="西乡街道")

        assert first.name == "西乡街道暖蜂驿站"
        assert first.hours

    async def test_stay_in_the_district(self, session):
        found = await relief.stations(session, district="宝安", place=None)

        assert [station.district for station in found] == ["宝安"] * 3

    @pytest.mark.parametrize("place", [None, "火星", "%"])
    async def test_an_unknown_place_still_gets_stations(self, session, place):
        assert len(await relief.stations(session, district=None, place=place)) == 3


class TestHeatAllowance:
    def test_by_the_rate_of_the_day(self):
        day = date(2026, 7, 15)

        assert relief.heat_allowance(day).monthly == Decimal(300)
        assert relief.heat_due(months=3, on=day) == Decimal(900)

import pytest

from helpdesk.errors import InvalidInput, NotFound
from helpdesk.relief import Offer, rest_stations


async def _some(session):
    return (await rest_stations.list_in(session))[0]


class TestListIn:
    async def test_gives_the_stations_of_a_district(self, session):
        found = await rest_stations.list_in(session, district="宝安区")

        assert found
        assert {station.district for station in found} == {"宝安"}
        assert [station.name for station in found] == sorted(
            station.name for station in found
        )

    async def test_gives_the_stations_of_a_street(self, session):
        known = await _some(session)

        found = await rest_stations.list_in(
            session, district=known.district, street=known.street
        )

        assert known.name in {station.name for station in found}
        assert {station.street for station in found} == {known.street}

    async def test_what_nobody_told_is_not_promised(self, session):
        assert (await _some(session)).offers is None
        assert await rest_stations.list_in(session, needed={Offer.water}) == []

    async def test_finds_those_that_offer_what_is_needed(self, session):
        known = await _some(session)
        await rest_stations.describe(
            session, known.name, {Offer.water, Offer.microwave}
        )

        warm = await rest_stations.list_in(session, needed={Offer.microwave})
        medical = await rest_stations.list_in(session, needed={Offer.medicine})

        assert [station.name for station in warm] == [known.name]
        assert medical == []

    @pytest.mark.parametrize(
        ("district", "street"), [("东莞", None), (None, "不存在街道")]
    )
    async def test_refuses_what_is_none_of_the_citys(self, session, district, street):
        with pytest.raises(InvalidInput):
            await rest_stations.list_in(session, district=district, street=street)


class TestDescribe:
    async def test_the_latest_description_counts(self, session):
        known = await _some(session)
        await rest_stations.describe(session, known.name, {Offer.water})
        await rest_stations.describe(session, known.name, {Offer.seats})

        (found,) = await rest_stations.list_in(session, needed={Offer.seats})

        assert found.offers == {Offer.seats}

    async def test_an_unknown_station_is_refused(self, session):
        with pytest.raises(NotFound):
            await rest_stations.describe(session, "没有这个驿站", {Offer.water})

import doctest

import pytest

from helpdesk import places
from helpdesk.places import distance, districts, read_district, spot


class TestDistricts:
    def test_are_the_eleven_with_their_streets(self):
        assert len(districts()) == 11
        assert sum(len(district.streets) for district in districts().values()) == 78


class TestSpot:
    @pytest.mark.parametrize(
        ("district", "place", "found"),
        [
            ("宝安", "西乡街道", ("宝安", "西乡")),
            (None, "沙头角", ("盐田", "沙头角")),  # not 沙头 in 福田
            (None, "龙华街道办", ("龙华", "龙华")),
            ("福田区", None, ("福田", None)),
            ("南山", "科技园", ("南山", None)),
            (None, "东莞长安", (None, None)),
            ("东莞", None, (None, None)),
            (None, None, (None, None)),
        ],
    )
    def test_reads_district_and_street(self, district, place, found):
        where = spot(district=district, place=place)

        assert (where.district, where.street) == found


class TestReadDistrict:
    @pytest.mark.parametrize(
        ("text", "name"), [("深圳宝安", "宝安"), ("深汕特别合作区", "深汕"), ("", None)]
    )
    def test_plain_name(self, text, name):
        assert read_district(text) == name


class TestDistance:
    def test_is_the_same_both_ways(self):
        assert distance("福田", "福田") == 0
        assert distance("福田", "深汕") == pytest.approx(
            distance("深汕", "福田"), rel=0.01
        )

    def test_neighbours_are_near(self):
        assert (
            distance("福田", "罗湖")
            < distance("福田", "宝安")
            < distance("福田", "深汕")
        )


def test_examples_in_docstrings():
    assert doctest.testmod(places).failed == 0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.finding import Certainty, find_place, find_spot, is_district
from helpdesk.places import districts
from tests.helpdesk.finding.hostile import HOSTILE, LONG

STREETS = [(d.name, street) for d in districts().values() for street in d.streets]


class TestFindPlace:
    @pytest.mark.parametrize(("district", "street"), STREETS)
    def test_knows_every_street(self, district, street):
        found = find_place(district=None, place=street)

        assert found.certainty is Certainty.clear
        assert (found.spot.district, found.spot.street) == (district, street)

    @pytest.mark.parametrize(
        ("place", "area"),
        [
            ("西香街道", ("宝安", "西乡")),
            ("关兰", ("龙华", "观澜")),
            ("坂甜", ("龙岗", "坂田")),
            ("不几", ("龙岗", "布吉")),
            ("福勇街道", ("宝安", "福永")),
            ("后门镇", ("深汕", "鲘门")),
            ("民制街道办", ("龙华", "民治")),
        ],
    )
    def test_reads_a_street_by_its_sound(self, place, area):
        found = find_place(district=None, place=place)

        assert (found.spot.district, found.spot.street) == area
        assert found.spot.words == place

    def test_says_how_it_understood(self):
        found = find_place(district=None, place="西香街道")

        assert found.explanation == "按宝安区西乡街道查找。"

    @pytest.mark.parametrize("place", ["不存在街道", "火星", "%", "科技园"])
    def test_an_unknown_street_leads_to_its_district(self, place):
        found = find_place(district="宝安区", place=place)

        assert found.certainty is Certainty.clear
        assert (found.spot.district, found.spot.street) == ("宝安", None)
        assert "没有认出具体的街道" in found.explanation

    def test_a_district_and_its_street_that_sound_alike_are_the_district(self):
        found = find_place(district=None, place="龙花")

        assert (found.spot.district, found.spot.street) == ("龙华", None)

    def test_in_a_district_only_its_own_streets_are_read(self):
        found = find_place(district="福田", place="西香街道")

        assert (found.spot.district, found.spot.street) == ("福田", None)

    def test_two_that_are_as_near_are_offered(self):
        found = find_place(district=None, place="河田街道")

        assert found.certainty is Certainty.ambiguous
        assert [str(area) for area in found.choices][:2] == [
            "南山区沙河街道",
            "罗湖区清水河街道",
        ]
        assert found.spot.district is None

    def test_a_weak_likeness_is_offered_and_not_taken(self):
        found = find_place(district=None, place="龙安街道")

        assert found.certainty is Certainty.ambiguous
        assert found.spot.district is None
        assert "请选一个" in found.explanation

    @pytest.mark.parametrize("place", [*HOSTILE, "东莞", "火星", "世界之窗"])
    def test_an_unknown_place_gives_the_districts(self, place):
        found = find_place(district=None, place=place)

        assert found.certainty is Certainty.nothing
        assert [area.district for area in found.choices] == list(districts())
        assert "福田区" in found.explanation

    @pytest.mark.parametrize("place", LONG)
    def test_endless_words_are_cut(self, place):
        assert find_place(district=None, place=place).certainty in Certainty

    @given(st.text(max_size=20), st.none() | st.text(max_size=6))
    def test_never_makes_up_a_place(self, place, district):
        where = find_spot(district=district, place=place)

        assert where.district is None or where.district in districts()
        assert where.street is None or (where.district, where.street) in STREETS


class TestIsDistrict:
    @pytest.mark.parametrize("place", ["宝安", "宝安区", " 宝安区 ", "深汕特别合作区"])
    def test_yes(self, place):
        assert is_district(place)

    @pytest.mark.parametrize("place", ["西乡", "宝安区西乡", "", "%"])
    def test_no(self, place):
        assert not is_district(place)

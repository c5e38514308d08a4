"""Places shared on a map, as the dialogue reads them."""

import math

import pytest

from helpdesk.finding import Certainty, find_place
from helpdesk.places import districts
from helpdesk.whereabouts import LONGEST, words

KEJIYUAN = (22.53, 113.94)
NOWHERE = (0.0, 0.0)


class TestWords:
    @pytest.mark.parametrize(
        ("label", "said"),
        [
            (
                "广东省深圳市南山区粤海街道科技园科苑路15号",
                "南山区粤海街道科技园科苑路",
            ),
            ("科兴科学园A栋\n南山区科苑路15号", "南山区科苑路"),
            ("西乡街道盐田社区", "宝安区西乡街道盐田社区"),
            ("深圳市坪山新区坑梓街道", "坪山新区坑梓街道"),
            ("深汕特别合作区鹅埠镇", "深汕特别合作区鹅埠镇"),
            ("科技园", "南山区科技园"),
            ("深圳市民中心", "南山区市民中心"),
            ("Nanshan, Shenzhen", "南山区"),
            ("[位置]", "南山区"),
            ("", "南山区"),
            ("<a href='x'>]]>\x00", "南山区"),
        ],
    )
    def test_goes_by_the_label_first(self, label, said):
        assert words(*KEJIYUAN, label) == said

    def test_believes_a_label_in_shenzhen_more_than_the_coordinates(self):
        assert words(*NOWHERE, "深圳市龙华区民治街道") == "龙华区民治街道"

    @pytest.mark.parametrize(
        ("point", "label", "said"),
        [
            ((22.75, 113.80), "东莞市长安镇", "东莞市长安镇（不在深圳）"),
            ((22.50, 114.13), "香港上水龙琛路", "香港上水龙琛路（不在深圳）"),
            ((47.30, 130.28), "黑龙江省鹤岗市南山区", "鹤岗市南山区（不在深圳）"),
            ((22.30, 114.10), "", "不在深圳"),
            (NOWHERE, "", "不在深圳"),
            ((math.nan, math.nan), "", "不在深圳"),
            ((1e300, -1e300), "", "不在深圳"),
        ],
    )
    def test_says_that_a_place_is_elsewhere(self, point, label, said):
        assert words(*point, label) == said

    @pytest.mark.parametrize("district", districts().values(), ids=lambda d: d.name)
    def test_finds_the_district_of_its_own_centre(self, district):
        found = find_place(district=words(*district.centre), place=None)

        assert found.certainty is Certainty.clear
        assert found.spot.district == district.name

    @pytest.mark.parametrize(
        ("district", "street"),
        [(d.name, street) for d in districts().values() for street in d.streets],
    )
    def test_keeps_the_street_of_a_label(self, district, street):
        label = f"广东省深圳市{district}区{street}街道某某路1号"

        found = find_place(district=None, place=words(*KEJIYUAN, label))

        assert (found.spot.district, found.spot.street) == (district, street)

    def test_is_never_long(self):
        assert len(words(*KEJIYUAN, "深圳市" + "南山区" * 500)) == LONGEST

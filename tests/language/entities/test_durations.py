import pytest

from language.entities.durations import find


def found(text: str) -> list[tuple[str, str]]:
    return [(text[c.start : c.end], c.value) for c in find(text)]


class TestFind:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            *[("三个月", "P3M"), ("两年", "P2Y"), ("十天", "P10D"), ("3天", "P3D")],
            *[("一周", "P7D"), ("两个星期", "P14D"), ("17周", "P119D")],
            *[("半年", "P6M"), ("半个月", "P15D"), ("大半年", "P6M"), ("俩月", "P2M")],
            *[("一年半", "P1Y6M"), ("两年多", "P2Y"), ("十几年", "P10Y")],
            *[("个把月", "P1M"), ("一个半月", "P1M15D"), ("九十多天", "P90D")],
            *[("4年9个月", "P4Y9M"), ("六年零三个月", "P6Y3M")],
            *[("24小时", "PT24H"), ("16个钟", "PT16H"), ("五个钟头", "PT5H")],
            *[("半小时", "PT30M"), ("两个半小时", "PT2H30M"), ("三分钟", "PT3M")],
            *[("三个工作日", "P3D"), ("1.5小时", "PT1H30M"), ("19日", "P19D")],
        ],
    )
    def test_writes_a_stretch_of_time_in_iso_form(self, text, value):
        assert found(text) == [(text, value)]

    def test_ends_before_what_lasts(self):
        assert found("欠我三个月工资") == [("三个月", "P3M")]

    @pytest.mark.parametrize(
        "text",
        [
            "2025年",
            "三年级",
            "第三天",
            "每月",
            "那个月",
            "几个月",
            "三岁",
            "周一",
            "半夜",
            "六八年",
        ],
    )
    def test_leaves_other_times_alone(self, text):
        assert found(text) == []

    @pytest.mark.parametrize(("text", "sure"), [("一天", False), ("三天", True)])
    def test_is_not_sure_of_what_may_be_a_rate(self, text, sure):
        assert [c.sure for c in find(text)] == [sure]

    def test_two_stretches_stay_two(self):
        assert found("一天干十三个钟一个月没休息") == [
            ("一天", "P1D"),
            ("十三个钟", "PT13H"),
            ("一个月", "P1M"),
        ]

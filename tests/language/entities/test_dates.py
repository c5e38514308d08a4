from datetime import date

import pytest

from language.entities.dates import find
from language.entities.patterns import longest

WEDNESDAY = date(2026, 7, 15)


def found(text: str, today: date = WEDNESDAY) -> list[tuple[str, str]]:
    kept = sorted(longest(list(find(text, today))), key=lambda c: c.start)
    return [(text[c.start : c.end], c.value) for c in kept]


class TestFind:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            *[("今天", "2026-07-15"), ("今晚", "2026-07-15"), ("昨晚", "2026-07-14")],
            *[("前天", "2026-07-13"), ("大前天", "2026-07-12"), ("后天", "2026-07-17")],
            *[("明早", "2026-07-16"), ("大后天", "2026-07-18"), ("昨日", "2026-07-14")],
            *[("上个月", "2026-06"), ("上月", "2026-06"), ("下下个月", "2026-09")],
            *[("这个月", "2026-07"), ("上上个月", "2026-05"), ("本月底", "2026-07")],
            ("上个月二十六号", "2026-06-26"),
            ("下个月4号", "2026-08-04"),
            *[("周四", "2026-07-16"), ("星期一", "2026-07-13"), ("周日", "2026-07-19")],
            *[("上周五", "2026-07-10"), ("下周二", "2026-07-21")],
            *[("上个星期五", "2026-07-10"), ("下礼拜天", "2026-07-26")],
            *[("7月15号", "2026-07-15"), ("五月份", "2026-05"), ("9月底", "2026-09")],
            *[("七月十五", "2026-07-15"), ("6月23日", "2026-06-23")],
            *[("去年三月", "2025-03"), ("2025年10月8号", "2025-10-08")],
            *[("二零二五年三月", "2025-03"), ("25年3月", "2025-03")],
            *[("2025-11-03", "2025-11-03"), ("2025.11.3", "2025-11-03")],
            *[("20251103", "2025-11-03"), ("8/21", "2026-08-21")],
            *[("21号", "2026-07-21"), ("二十一号", "2026-07-21")],
        ],
    )
    def test_resolves_against_the_day_of_the_message(self, text, value):
        assert found(text) == [(text, value)]

    @pytest.mark.parametrize(
        "text",
        [
            *["今年", "前几天", "上周", "周末", "三个月", "每周一", "每月"],
            *["3号线", "5号楼", "2月30号", "13月", "今后", "2025年", "幺二三五幺号"],
            *["以前天天", "之前天天"],
            *["周一到周五"[3:4], "第3月"],
        ],
    )
    def test_vague_times_are_no_dates(self, text):
        assert found(text) == []

    def test_two_months_stay_two(self):
        assert found("6月7月都没发") == [("6月", "2026-06"), ("7月", "2026-07")]

    @pytest.mark.parametrize(("text", "sure"), [("周四", False), ("下周四", True)])
    def test_is_not_sure_of_what_may_be_a_habit(self, text, sure):
        assert [candidate.sure for candidate in find(text, WEDNESDAY)] == [sure]

    def test_a_month_before_january_is_in_the_year_before(self):
        assert found("上个月", date(2026, 1, 31)) == [("上个月", "2025-12")]

    def test_a_day_that_the_month_does_not_have_is_none(self):
        assert found("31号", date(2026, 2, 1)) == []

    def test_stays_within_the_calendar(self):
        assert found("前天和昨天", date.min) == []
        assert found("下个月", date.max) == []

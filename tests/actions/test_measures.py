from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import measures
from actions.turn import Entity, Turn

TODAY = date(2026, 7, 15)


def heard(text, *entities):
    return Turn(
        thread="t",
        text=text,
        intent="provide_info",
        confidence=0.9,
        ranking=(),
        foreign=0.0,
        entities=tuple(Entity(*entity) for entity in entities),
        message_id=None,
        today=TODAY,
        spoken=False,
        whereabouts=False,
        slots={},
        active_form=None,
        events=(),
    )


class TestReadingLengths:
    @pytest.mark.parametrize(
        ("text", "entities", "read"),
        [
            ("干了五年", [("duration", "五年", "P5Y")], "5年"),
            (
                "做了两年一个月六千",
                [("duration", "两年", "P2Y"), ("duration", "一个月", "P1M")],
                "2年",
            ),
            (
                "干了六年一个月七千",
                [("duration", "六年一个月", "P6Y1M"), ("money", "七千", "7000")],
                "6年",
            ),
            (
                "干了六年一个月，工资七千",
                [("duration", "六年一个月", "P6Y1M"), ("money", "七千", "7000")],
                "6年1个月",
            ),
            (
                "十一个月七千",
                [("duration", "十一个月", "P11M"), ("money", "七千", "7000")],
                "11个月",
            ),
        ],
    )
    def test_the_month_of_a_wage_is_no_part_of_the_length(self, text, entities, read):
        found = measures.length("tenure").spot(heard(text, *entities))

        assert found == {"tenure": read}

    @pytest.mark.parametrize(
        ("text", "entities", "read"),
        [
            ("2019年3月", [("date", "2019年3月", "2019-03")], "7年4个月"),
            ("2021年进的厂", [], "5年"),
            ("三年半", [], "3年6个月"),
        ],
    )
    def test_when_it_began_is_an_answer_too(self, text, entities, read):
        found = measures.length("tenure").take(heard(text, *entities))

        assert found == {"tenure": read}

    def test_two_lengths_are_not_guessed_between(self):
        both = [("duration", "五年", "P5Y"), ("duration", "三年", "P3Y")]

        assert measures.length("tenure").spot(heard("五年或者三年", *both)) == {}


class TestLength:
    @pytest.mark.parametrize(
        ("months", "written"),
        [("60", "5年"), ("63", "5年3个月"), ("8.5", "8.5个月"), ("0", "0个月")],
    )
    def test_is_written_as_people_say_it(self, months, written):
        assert measures.length_written(Decimal(months)) == written

    @given(st.decimals(0, 720, places=1))
    def test_is_read_back_as_it_was_written(self, months):
        assert measures.months_in(measures.length_written(months)) == months

    @pytest.mark.parametrize("text", ["没有填", "", "很久"])
    def test_reads_nothing_else(self, text):
        assert measures.months_in(text) is None


class TestDay:
    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_is_read_back_as_it_was_written(self, day):
        assert measures.day_in(measures.day_written(day.isoformat())) == day

    def test_of_a_month_is_its_first(self):
        assert measures.day_in(measures.day_written("2026-03")) == date(2026, 3, 1)
        assert measures.day_in("2026-03") == date(2026, 3, 1)

    @pytest.mark.parametrize("text", ["没有填", "", "2026-13", "2026年2月30日"])
    def test_reads_nothing_else(self, text):
        assert measures.day_in(text) is None


class TestFirstDay:
    @pytest.mark.parametrize(
        ("months", "first"),
        [
            ("12", date(2025, 7, 16)),
            ("0.5", date(2026, 7, 1)),
            ("1", date(2026, 6, 16)),
        ],
    )
    def test_whole_months_end_with_the_last_day(self, months, first):
        assert measures.first_day(Decimal(months), TODAY) == first

    def test_a_day_that_month_has_not_is_its_last(self):
        assert measures.first_day(Decimal(1), date(2026, 3, 29)) == date(2026, 2, 28)

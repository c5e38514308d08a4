from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calculators import Claim, Pause, Subject, arbitration_limit
from helpdesk.calculators.dates import after
from helpdesk.errors import InvalidInput

TODAY = date(2026, 7, 15)
PAST = st.dates(date(2008, 5, 1), TODAY)


def wages(left_on=None, **facts):
    return Claim(subject=Subject.wages, left_on=left_on, **facts)


def other(known_on, **facts):
    return Claim(subject=Subject.other, known_on=known_on, **facts)


class TestWages:
    @pytest.mark.parametrize("left_on", [None, TODAY + timedelta(days=1)])
    def test_do_not_run_in_employment(self, left_on):
        found = arbitration_limit(wages(left_on), today=TODAY)

        assert not found.running
        assert found.deadline is None
        assert not found.expired
        assert [c.article for c in found.citations] == ["27"]

    def test_run_a_year_from_leaving(self):
        found = arbitration_limit(wages(date(2025, 7, 15)), today=TODAY)

        assert found.running
        assert found.deadline == TODAY
        assert not found.expired

    def test_are_late_the_day_after(self):
        found = arbitration_limit(wages(date(2025, 7, 14)), today=TODAY)

        assert found.deadline == date(2026, 7, 14)
        assert found.expired

    def test_run_from_the_very_day_of_leaving(self):
        assert arbitration_limit(wages(TODAY), today=TODAY).running

    def test_asking_while_employed_changes_nothing(self):
        asked = wages(date(2026, 1, 15), interruptions=(date(2025, 12, 1),))

        found = arbitration_limit(asked, today=TODAY)

        assert found.deadline == date(2027, 1, 15)
        assert not any("中断，" in step for step in found.steps)


class TestOther:
    def test_runs_from_the_day_of_knowledge(self):
        found = arbitration_limit(other(date(2026, 7, 1)), today=TODAY)

        assert found.deadline == date(2027, 7, 1)

    def test_the_corresponding_day_of_29_february_is_the_28th(self):
        found = arbitration_limit(other(date(2024, 2, 29)), today=date(2024, 3, 1))

        assert found.deadline == date(2025, 2, 28)

    def test_a_last_day_of_rest_rolls_and_both_days_are_told(self):
        found = arbitration_limit(other(date(2025, 7, 18)), today=TODAY)

        assert found.unrolled == date(2026, 7, 18)  # a Saturday
        assert found.deadline == date(2026, 7, 20)
        assert any("2026年7月18日" in caution for caution in found.cautions)
        assert "203" in {c.article for c in found.citations}

    def test_a_rolled_last_day_is_in_time(self):
        claim = other(date(2025, 7, 18))

        assert not arbitration_limit(claim, today=date(2026, 7, 20)).expired
        assert arbitration_limit(claim, today=date(2026, 7, 21)).expired


class TestInterruption:
    def test_starts_the_year_again(self):
        claim = other(date(2025, 9, 1), interruptions=(date(2026, 3, 2),))

        found = arbitration_limit(claim, today=TODAY)

        assert found.deadline == date(2027, 3, 2)
        assert any("凭据" in caution for caution in found.cautions)

    def test_on_the_first_day_is_none(self):
        known_on = date(2026, 3, 2)

        found = arbitration_limit(
            other(known_on, interruptions=(known_on,)), today=TODAY
        )

        assert found.steps == arbitration_limit(other(known_on), today=TODAY).steps

    @pytest.mark.parametrize(
        ("day", "deadline"),
        [(date(2026, 3, 2), date(2027, 3, 2)), (date(2026, 3, 3), date(2026, 3, 2))],
    )
    def test_on_the_last_day_is_in_time_and_after_it_is_not(self, day, deadline):
        claim = other(date(2025, 3, 1), interruptions=(day,))  # ends on a Sunday

        assert arbitration_limit(claim, today=TODAY).deadline == deadline

    def test_several_chain_in_any_order(self):
        asked = (date(2026, 2, 2), date(2024, 6, 3), date(2025, 4, 1))
        claim = other(date(2023, 9, 1), interruptions=asked)

        found = arbitration_limit(claim, today=TODAY)

        assert found.deadline == date(2027, 2, 2)

    def test_too_late_does_not_revive(self):
        claim = other(date(2024, 7, 1), interruptions=(date(2026, 7, 1),))

        found = arbitration_limit(claim, today=TODAY)

        assert found.deadline == date(2025, 7, 1)
        assert found.expired
        assert any("不再重新起算" in step for step in found.steps)

    @given(PAST, PAST)
    def test_never_shortens(self, known_on, asked_on):
        first, second = sorted((known_on, asked_on))

        plain = arbitration_limit(other(first), today=TODAY)
        asked = arbitration_limit(other(first, interruptions=(second,)), today=TODAY)

        assert asked.deadline >= plain.deadline


class TestPauses:
    def test_add_their_days(self):
        pause = Pause(date(2026, 3, 1), date(2026, 3, 31))

        found = arbitration_limit(other(date(2026, 1, 5), pauses=(pause,)), today=TODAY)

        assert found.unrolled == date(2027, 2, 4)

    def test_that_last_stop_the_time(self):
        claim = other(date(2025, 9, 1), pauses=(Pause(date(2026, 7, 10)),))

        found = arbitration_limit(claim, today=TODAY)

        assert not found.running
        assert found.deadline is None
        assert any("还剩 53 天" in step for step in found.steps)

    @pytest.mark.parametrize(("day", "running"), [(10, False), (11, True)])
    def test_that_began_on_the_last_day_still_stop_it(self, day, running):
        claim = other(date(2025, 7, 10), pauses=(Pause(date(2026, 7, day)),))

        assert arbitration_limit(claim, today=TODAY).running is running

    def test_that_began_too_late_stop_nothing(self):
        claim = other(date(2024, 9, 2), pauses=(Pause(date(2026, 7, 10)),))

        found = arbitration_limit(claim, today=TODAY)

        assert found.running
        assert found.expired

    def test_asking_during_one_starts_the_year_at_its_end(self):
        pause = Pause(date(2026, 3, 1), date(2026, 3, 31))
        asked = (date(2026, 3, 11),)
        claim = other(date(2026, 1, 5), pauses=(pause,), interruptions=asked)

        found = arbitration_limit(claim, today=TODAY)

        assert found.unrolled == date(2027, 3, 31)


class TestDeadline:
    @given(PAST)
    def test_is_a_year_at_least_and_two_weeks_more_at_most(self, known_on):
        found = arbitration_limit(other(known_on), today=TODAY)

        assert found.unrolled == after(known_on, years=1)
        assert 0 <= (found.deadline - found.unrolled).days < 14
        assert found.expired == (found.deadline < TODAY)

    @given(PAST, PAST)
    def test_later_knowledge_never_ends_sooner(self, one, another):
        first, second = sorted((one, another))

        sooner = arbitration_limit(other(first), today=TODAY)
        later = arbitration_limit(other(second), today=TODAY)

        assert sooner.deadline <= later.deadline

    @given(PAST)
    def test_cites_nothing_that_was_not_in_force(self, known_on):
        found = arbitration_limit(other(known_on), today=TODAY)

        assert all(c.in_force <= found.unrolled for c in found.citations)


class TestBadInput:
    @pytest.mark.parametrize(
        ("claim", "reason"),
        [
            (other(None), "哪一天知道"),
            (other(date(2026, 7, 16)), "还没到"),
            (other(date(2008, 4, 30)), "2008年5月1日"),
            (wages(date(2008, 4, 30)), "2008年5月1日"),
            (other(date(1900, 1, 1)), "日期"),
            (other(date(2026, 1, 1), interruptions=(date(2025, 1, 1),)), "还早"),
            (other(date(2026, 1, 1), interruptions=(date(2027, 1, 1),)), "还没到"),
            (other(date(2026, 1, 1), pauses=(Pause(date(2027, 1, 1)),)), "还没到"),
            (
                other(
                    date(2026, 1, 1),
                    pauses=(Pause(date(2026, 3, 1), date(2026, 2, 1)),),
                ),
                "反了",
            ),
            (
                other(
                    date(2026, 1, 1),
                    pauses=(Pause(date(2026, 3, 1), date(2027, 2, 1)),),
                ),
                "还没到",
            ),
        ],
    )
    def test_is_refused_in_chinese(self, claim, reason):
        with pytest.raises(InvalidInput, match=reason):
            arbitration_limit(claim, today=TODAY)

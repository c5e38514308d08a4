from datetime import UTC, date, datetime

import pytest

from helpdesk.models import TicketStatus
from helpdesk.reports.facts import Fact, Measure, facts
from tests.helpdesk.reports.matters import at, matter

DUE = date(2026, 7, 17)


def told(one) -> set[tuple[int, str, str]]:
    return {(fact.day.day, fact.measure, fact.key) for fact in facts(one)}


def days(one, measure) -> list[int]:
    return [fact.day.day for fact in facts(one) if fact.measure is measure]


def done(day, **said):
    return matter(status=TicketStatus.resolved, settled_at=at(day), **said)


class TestOpening:
    def test_is_told_by_channel_hour_and_category(self):
        assert told(matter(created_at=at(13, 14, 59))) == {
            (13, "opened", ""),
            (13, "opened.source", "wechat"),
            (13, "opened.hour", "14"),
            (13, "opened.category", "report_unpaid_wages"),
            (13, "open", ""),
        }

    def test_is_of_shenzhens_day(self):
        late = matter(created_at=datetime(2026, 7, 13, 16, 30, tzinfo=UTC))

        assert days(late, Measure.opened) == [14]

    def test_counts_once_what_was_merged(self):
        assert told(matter(merged_into_id=7, rating=5)) == {(13, "merged", "")}


class TestAnswering:
    due = at(15, 18)

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"answered_at": at(14)}, [("answer.kept", 14)]),
            ({"answered_at": at(15, 18)}, [("answer.kept", 15)]),
            ({"answered_at": at(16)}, [("answer.missed", 15)]),
            ({}, [("answer.missed", 15)]),
            ({"waiting_since": at(14)}, []),
            ({"waiting_since": at(16)}, [("answer.missed", 15)]),
            ({"status": TicketStatus.withdrawn, "settled_at": at(14)}, []),
            (
                {"status": TicketStatus.withdrawn, "settled_at": at(16)},
                [("answer.missed", 15)],
            ),
        ],
    )
    def test_is_judged_once(self, said, expected):
        told = facts(matter(answer_due_at=self.due, **said))

        judged = {Measure.answer_kept, Measure.answer_missed}
        assert [(f.measure, f.day.day) for f in told if f.measure in judged] == expected

    @pytest.mark.parametrize(
        ("hour", "minute", "key"), [(9, 0, "0"), (9, 59, "60"), (11, 17, "150")]
    )
    def test_is_rounded_up_the_longer_the_coarser(self, hour, minute, key):
        answered = matter(answered_at=at(13, hour, minute))

        assert Fact(date(2026, 7, 13), Measure.answer_minutes, key) in facts(answered)


class TestSettling:
    def test_in_time_counts_on_the_day_it_was_settled(self):
        one = done(17, due_on=DUE)

        assert days(one, Measure.settle_kept) == [17]
        assert days(one, Measure.settle_missed) == []

    def test_late_counts_on_the_day_that_was_missed(self):
        one = done(20, due_on=DUE)

        assert days(one, Measure.settle_missed) == [17]
        assert days(one, Measure.settled) == [20]
        assert days(one, Measure.overdue) == []

    def test_not_at_all_is_overdue_from_that_day(self):
        assert days(matter(due_on=DUE), Measure.overdue) == [17]
        assert days(matter(due_on=DUE), Measure.settle_missed) == [17]

    def test_waits_for_the_worker_with_a_stopped_clock(self):
        waiting = matter(due_on=DUE, waiting_since=at(16))

        assert days(waiting, Measure.settle_missed) == []
        assert days(waiting, Measure.open) == [13]

    def test_settled_out_of_waiting_is_in_time(self):
        assert days(
            done(20, due_on=DUE, waiting_since=at(16)), Measure.settle_kept
        ) == [20]

    def test_a_clock_that_stopped_too_late_does_not_help(self):
        waiting = matter(due_on=DUE, waiting_since=at(18))

        assert days(waiting, Measure.settle_missed) == [17]

    def test_taken_back_in_time_is_neither_kept_nor_missed(self):
        back = matter(status=TicketStatus.withdrawn, settled_at=at(15), due_on=DUE)

        assert days(back, Measure.withdrawn) == [15]
        assert days(back, Measure.settle_kept) == []
        assert days(back, Measure.settle_missed) == []
        assert days(back, Measure.settled) == []

    def test_tells_how_many_days_it_took(self):
        assert Fact(date(2026, 7, 17), Measure.settle_days, "4") in facts(done(17))


class TestJudging:
    def test_stands_on_the_day_of_settling(self):
        one = done(17, rating=4, follow_up="satisfied")

        assert (17, "rated", "4") in told(one)
        assert (17, "followed", "satisfied") in told(one)

    def test_before_settling_stands_on_the_day_of_opening(self):
        assert (13, "rated", "1") in told(matter(rating=1))

"""Every KPI on a handful of tickets that were counted by hand."""

from collections import Counter
from datetime import date

import pytest

from helpdesk.models import TicketStatus
from helpdesk.reports.facts import Measure, facts
from helpdesk.reports.kpis import Kpi, kpis
from helpdesk.reports.spelling import difference, told
from tests.helpdesk.reports.matters import at, matter

RESOLVED = TicketStatus.resolved
DUE = {"due_on": date(2026, 7, 17), "answer_due_at": at(14, 18)}

# Answered after 30 minutes, settled in time, rated 5, followed up.
QUICK = matter(
    status=RESOLVED,
    answered_at=at(13, 9, 30),
    settled_at=at(15),
    rating=5,
    follow_up="satisfied",
    **DUE,
)
# Answered after 3 hours, settled three days late, rated 2.
SLOW = matter(
    status=RESOLVED, answered_at=at(13, 12), settled_at=at(20), rating=2, **DUE
)
# Answered too late (after 48 hours), still open and late; ordered by a leader.
LATE = matter(answered_at=at(15), supervised_at=at(16), **DUE)
# Waits for the worker since before its day.
WAITING = matter(waiting_since=at(14), **DUE)
# Taken back by the worker; one that was merged away.
BACK = matter(status=TicketStatus.withdrawn, settled_at=at(14), **DUE)
MERGED = matter(merged_into_id=1, **DUE)
ALL = (QUICK, SLOW, LATE, WAITING, BACK, MERGED)

VISITS = Counter(
    {
        (Measure.visit, ""): 5,
        (Measure.visit_solved, ""): 4,
        (Measure.message, ""): 20,
        (Measure.message_unanswered, ""): 3,
    }
)
BY_HAND = {
    "opened": 5,  # not the merged one
    "settled": 2,
    "open": 2,  # LATE and WAITING
    "overdue": 1,  # LATE
    "answered_on_time": 2 / 3,  # QUICK and SLOW, not LATE; WAITING's clock stands
    "first_answer": 180,  # of 30, 180, 2880 minutes
    "first_answer_most": 2880,
    "settled_on_time": 1 / 3,  # QUICK, not SLOW, not LATE
    "settle_days": 2,  # of 2 and 7
    "satisfied": 1 / 2,
    "rating": 3.5,
    "rated": 1.0,
    "followed": 1 / 2,
    "supervised": 1,
    "solved": 4 / 5,
    "visits": 5,
    "unanswered": 3 / 20,
}


def tally():
    counted = Counter((f.measure, f.key) for one in ALL for f in facts(one))
    return counted + VISITS


@pytest.mark.parametrize("kpi", kpis().kpis, ids=lambda kpi: kpi.key)
class TestKpi:
    def test_is_what_was_counted_by_hand(self, kpi):
        assert kpi.of(tally()).value == pytest.approx(BY_HAND[kpi.key])

    def test_of_nothing_is_nothing(self, kpi):
        assert kpi.of(Counter()).value in {None, 0}

    def test_says_what_it_is(self, kpi):
        assert kpi.says.endswith("。")
        assert kpi.formula
        assert kpi.group in {group.key for group in kpis().groups}


class TestDefinition:
    def test_is_reckoned_in_one_way(self):
        said = kpis().named("opened").model_dump() | {"mean": {"of": ["rated"]}}

        with pytest.raises(ValueError, match="one way"):
            Kpi.model_validate(said)

    def test_a_yardstick_is_met_or_not(self):
        satisfied = kpis().named("satisfied")
        happy = Counter({(Measure.rated, "5"): 99, (Measure.rated, "1"): 1})

        assert satisfied.of(happy).is_met is True
        assert satisfied.of(tally()).is_met is False
        assert satisfied.of(Counter()).is_met is None


class TestDifference:
    @pytest.mark.parametrize(
        ("key", "measure", "before", "now", "said"),
        [
            ("opened", "opened", 10, 13, "+30%"),
            ("opened", "opened", 10, 10, "持平"),
            ("opened", "opened", 0, 5, ""),
            ("supervised", "supervised", 4, 1, "−75%"),
        ],
    )
    def test_is_told_in_its_unit(self, key, measure, before, now, said):
        kpi = kpis().named(key)
        of = [kpi.of(Counter({(Measure(measure), ""): n})) for n in (now, before)]

        assert difference(*of) == said

    def test_of_a_share_is_in_points(self):
        kpi = kpis().named("satisfied")
        good, bad = (Measure.rated, "5"), (Measure.rated, "1")
        now, before = (
            kpi.of(Counter({good: 9, bad: 1})),
            kpi.of(Counter({good: 8, bad: 2})),
        )

        assert difference(now, before) == "+10.0个百分点"
        assert told(now) == "90.0%"

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from helpdesk.models import DeadlineClass, Priority
from helpdesk.tickets.handling import RULES, can_reopen, handling, is_same_matter

ROOT = Path(__file__).parents[3]
CATALOGUE = yaml.safe_load((ROOT / "nlu_data/intents.yml").read_text("utf-8"))
BOOK = yaml.safe_load(RULES.read_text("utf-8"))
INTENTS = {intent for skill in CATALOGUE.values() for intent in skill}
WEDNESDAY = date(2026, 7, 15)


class TestHandling:
    @pytest.mark.parametrize("skill", CATALOGUE)
    def test_knows_the_skill_of_every_intent(self, skill):
        assert {handling(intent).skill for intent in CATALOGUE[skill]} == {skill}

    def test_lists_intents_only(self):
        listed = [
            *BOOK["difficult"],
            *BOOK["complex"],
            *(name for named in BOOK["priorities"].values() for name in named),
        ]

        assert set(listed) <= INTENTS

    @pytest.mark.parametrize(
        ("category", "kind", "due"),
        [
            ("join_union", DeadlineClass.ordinary, date(2026, 7, 22)),
            ("report_unpaid_wages", DeadlineClass.difficult, date(2026, 8, 5)),
            ("degraded", DeadlineClass.ordinary, date(2026, 7, 22)),
        ],
    )
    def test_counts_working_days_by_its_class(self, category, kind, due):
        found = handling(category)

        assert found.deadline_class is kind
        assert found.due_on(WEDNESDAY) == due

    @pytest.mark.parametrize("category", ["express_crisis", "report_heatstroke"])
    def test_answers_an_emergency_by_the_next_working_day(self, category):
        assert handling(category).due_on(date(2026, 9, 30)) == date(2026, 10, 8)

    def test_a_priority_that_is_given_goes_first(self):
        assert handling("join_union", Priority.urgent).priority is Priority.urgent

    def test_every_limit_has_its_source(self):
        limits = [*BOOK["limits"].values(), BOOK["urgent"], BOOK["reopening"]]

        assert set(BOOK["limits"]) == set(DeadlineClass)
        for entry in (*limits, BOOK["classes"]):
            assert {"source", "year", "confidence"} <= set(entry)


class TestCanReopen:
    @pytest.mark.parametrize(("days", "can"), [(0, True), (15, True), (16, False)])
    def test_for_a_fortnight_or_so(self, days, can):
        assert can_reopen(date(2026, 7, 1), date(2026, 7, 1 + days)) is can


class TestIsSameMatter:
    @pytest.mark.parametrize(
        ("told", "known", "same"),
        [
            ({}, {}, True),
            ({"employer": "鑫盛达"}, {"employer": "深圳市鑫盛达塑胶厂"}, True),
            ({"employer": "鑫盛达塑胶厂"}, {"employer": "鑫盛达"}, True),
            ({"employer": "永兴电子"}, {"employer": "鑫盛达"}, False),
            ({"cooling_place": "沙井工地"}, {"cooling_place": "坂田工地"}, False),
            ({"area": "宝安"}, {"area": "龙岗"}, True),  # a worker corrects the place
        ],
    )
    def test_unless_something_named_disagrees(self, told, known, same):
        assert is_same_matter(told, known) is same


class TestServiceClass:
    @pytest.mark.parametrize("category", sorted(INTENTS))
    def test_every_category_of_the_catalogue_is_in_one(self, category):
        classes = BOOK["service_classes"]

        assert [name for name, named in classes.items() if category in named] == [
            handling(category).service_class
        ]


class TestAnswerDueAt:
    @pytest.mark.parametrize(
        ("priority", "expected"),
        [("urgent", (15, 3)), ("high", (15, 8)), ("normal", (16, 2))],
    )
    def test_counts_working_hours(self, priority, expected):
        wednesday = datetime(2026, 7, 15, 2, 0, tzinfo=UTC)  # ten o'clock in Shenzhen
        day, hour = expected

        due = handling("greet", Priority(priority)).answer_due_at(wednesday)

        assert due == datetime(2026, 7, day, hour, tzinfo=UTC)

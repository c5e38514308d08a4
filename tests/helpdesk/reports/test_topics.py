import pytest

from helpdesk.reports.topics import Change, Topic, topics


def change(now, before, periods=4) -> Change:
    return Topic("x", now, before, periods).change


class TestChange:
    @pytest.mark.parametrize(
        ("now", "before", "expected"),
        [
            (0, 0, Change.few),
            (3, 4, Change.few),
            (7, 0, Change.few),
            (8, 0, Change.risen),  # 1/5 to the eighth
            (10, 40, Change.usual),
            (30, 40, Change.risen),
            (0, 40, Change.fallen),
            (1200, 4000, Change.maybe_risen),
        ],
    )
    def test_is_said_only_where_chance_is_unlikely(self, now, before, expected):
        assert change(now, before) is expected

    def test_many_but_little_more_is_not_marked(self):
        assert change(1150, 4000) is Change.maybe_risen

    @pytest.mark.parametrize("now", range(10, 15))
    def test_what_comes_by_lot_is_usual(self, now):
        assert change(now, 48) is Change.usual


class TestTopics:
    def test_come_by_frequency_those_that_ended_too(self):
        found = topics({"a": 2, "b": 5}, {"c": 9}, periods=4)

        assert [topic.category for topic in found] == ["b", "a", "c"]
        assert found[0].usual == 0

from datetime import datetime

import pytest

from helpdesk.clock import SHENZHEN
from helpdesk.conversations import Command, command, desk, pin_desk, stops


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHENZHEN)


class TestDesk:
    @pytest.mark.parametrize(
        ("now", "is_open", "changes_at"),
        [
            (at(2026, 7, 15, 10, 30), True, at(2026, 7, 15, 12, 0)),
            (at(2026, 7, 15, 12, 0), False, at(2026, 7, 15, 14, 0)),
            (at(2026, 7, 15, 8, 59), False, at(2026, 7, 15, 9, 0)),
            (at(2026, 7, 15, 18, 0), False, at(2026, 7, 16, 9, 0)),
            (at(2026, 7, 17, 20, 0), False, at(2026, 7, 20, 9, 0)),  # Friday evening
            (at(2026, 10, 1, 10, 0), False, at(2026, 10, 8, 9, 0)),  # National Day
            (at(2026, 10, 10, 10, 0), True, at(2026, 10, 10, 12, 0)),  # a Saturday
        ],
    )
    def test_follows_hours_and_moved_holidays(self, now, is_open, changes_at):
        found = desk(now)

        assert (found.is_open, found.changes_at) == (is_open, changes_at)


class TestPinDesk:
    @pytest.mark.parametrize(("always", "is_open"), [("open", True), ("closed", False)])
    def test_leaves_the_desks_as_they_are_told(self, always, is_open):
        pin_desk(always)
        try:
            assert desk(at(2026, 7, 15, 3, 0)).is_open is is_open
            assert desk(at(2026, 7, 15, 10, 0)).is_open is is_open
        finally:
            pin_desk(None)


class TestCommand:
    @pytest.mark.parametrize("text", ["不等了", "我不等了。", "取消排队", "不转了吧"])
    def test_leaves_the_queue(self, text):
        assert command(text) is Command.leave

    @pytest.mark.parametrize("text", ["还要等多久？", "排到我了吗", "人呢"])
    def test_asks_for_the_place(self, text):
        assert command(text) is Command.place

    @pytest.mark.parametrize("text", ["算了", "工资等了三个月", "不等了，老板欠我钱"])
    def test_is_the_whole_message_or_nothing(self, text):
        assert command(text) is None


@pytest.mark.parametrize(
    "text", ["不查了", "先不登了", "暂时不弄了", "算了，不登记了", "不填了吧，下次再说"]
)
def test_a_message_that_stops(text):
    assert stops(text)


@pytest.mark.parametrize(
    "text", ["不报", "老板不登记", "没交社保", "不补了就不给钱", "不用了", "公司不办了"]
)
def test_an_answer_stops_nothing(text):
    assert not stops(text)

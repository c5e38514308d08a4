import pytest

from helpdesk.models import UnionState
from helpdesk.organisations import founding


class TestNextStep:
    @pytest.mark.parametrize("state", UnionState)
    def test_every_state_has_a_name_and_a_next_step(self, state):
        assert founding.name(state)
        assert founding.next_step(state).endswith("。")


class TestDuty:
    @pytest.mark.parametrize(
        ("members", "workers", "due", "source"),
        [
            (25, 25, True, "工会法第11条"),
            (24, 24, True, "深圳市实施工会法办法"),
            (10, 10, True, "深圳市实施工会法办法"),
            (9, 25, True, "深圳市实施工会法办法"),
            (9, 24, False, "工会法第11条"),
            (0, 0, False, "工会法第11条"),
        ],
    )
    def test_is_due_from_the_floor_on(self, members, workers, due, source):
        duty = founding.duty(members=members, workers=workers)

        assert duty.due is due
        assert duty.reason.source.startswith(source)

    def test_tells_the_number_and_the_article(self):
        duty = founding.duty(members=30, workers=80)

        assert "会员有30人" in str(duty.reason)
        assert "工会法第11条第1款" in str(duty.reason)
        assert "上一级工会批准" in str(duty.approval)

    def test_says_what_is_not_verified(self):
        assert "未核实" in str(founding.duty(members=10, workers=10).reason)
        assert "未核实" not in str(founding.duty(members=25, workers=25).reason)

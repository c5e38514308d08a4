import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.assistance import ClaimFacts, judge_claim, reckon
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.findings import Verdict
from helpdesk.models import ClaimKind

STAYS = st.sampled_from([ClaimKind.hospital, ClaimKind.hospital_cancer])
CAPS = {ClaimKind.hospital: 1_080_000, ClaimKind.hospital_cancer: 2_160_000}


class TestReckon:
    @pytest.mark.parametrize(
        ("kind", "quantity", "cents"),
        [
            (ClaimKind.hospital, 1, 6_000),
            (ClaimKind.hospital, 90, 540_000),
            (ClaimKind.hospital, 91, 540_000),
            (ClaimKind.hospital_cancer, 90, 1_080_000),
            (ClaimKind.maternity, 1, 100_000),
            (ClaimKind.maternity, 2, 200_000),
        ],
    )
    def test_follows_the_announcement_of_2018(self, kind, quantity, cents):
        assert reckon(kind, quantity, year=2018).cents == cents

    def test_days_beyond_ninety_are_cut_and_that_is_told(self):
        told = reckon(ClaimKind.hospital, 120, year=2018).told

        assert "申报120天，一次最多算90天" in told

    def test_what_was_paid_before_counts_against_the_cap(self):
        found = reckon(ClaimKind.hospital, 90, year=2018, paid_cents=1_000_000)

        assert found.cents == 80_000
        assert "一年最高10800元" in found.told

    def test_a_used_up_cap_leaves_nothing_and_never_less(self):
        found = reckon(ClaimKind.hospital, 90, year=2018, paid_cents=2_000_000)

        assert found.cents == 0

    def test_a_second_hand_source_is_told_as_not_verified_even_of_its_year(self):
        assert "未核实" in reckon(ClaimKind.maternity, 1, year=2018).told
        assert "2026年的标准未核实" in reckon(ClaimKind.maternity, 1, year=2026).told

    @pytest.mark.parametrize(
        ("kind", "quantity"),
        [
            (ClaimKind.hospital, 0),
            (ClaimKind.hospital, -5),
            (ClaimKind.hospital, 100_000),
            (ClaimKind.maternity, 0),
            (ClaimKind.maternity, 50),
        ],
    )
    def test_impossible_quantities_are_refused(self, kind, quantity):
        with pytest.raises(InvalidInput):
            reckon(kind, quantity, year=2018)

    def test_before_the_announcement_there_is_nothing(self):
        with pytest.raises(NotFound):
            reckon(ClaimKind.maternity, 1, year=2017)

    @given(STAYS, st.integers(1, 3660), st.integers(0, 3_000_000))
    def test_is_never_negative_nor_beyond_the_cap(self, kind, days, paid):
        found = reckon(kind, days, year=2018, paid_cents=paid)

        assert found.cents >= 0
        assert found.cents + min(paid, CAPS[kind]) <= CAPS[kind]

    @given(STAYS, st.integers(1, 3659))
    def test_a_longer_stay_never_gives_less(self, kind, days):
        shorter = reckon(kind, days, year=2018).cents

        assert shorter <= reckon(kind, days + 1, year=2018).cents


class TestJudgeClaim:
    def _judge(self, **changes):
        known = {
            "kind": ClaimKind.hospital,
            "year": 2026,
            "is_verified": True,
            "card_active": True,
        }
        return judge_claim(ClaimFacts(**(known | changes)))

    def test_a_verified_member_with_an_active_card_may_claim(self):
        assert self._judge().verdict is Verdict.likely

    @pytest.mark.parametrize(
        ("name", "remedy"), [("is_verified", "实名认证"), ("card_active", "激活")]
    )
    def test_what_is_missing_is_named_with_its_remedy(self, name, remedy):
        found = self._judge(**{name: False})

        assert found.verdict is Verdict.unlikely
        assert remedy in found.explanation

    @pytest.mark.parametrize(
        ("used", "verdict"), [(0, "likely"), (1, "likely"), (2, "unlikely")]
    )
    def test_two_stays_a_year(self, used, verdict):
        assert self._judge(hospital_claims=used).verdict == verdict

    def test_stays_do_not_count_against_a_birth(self):
        found = self._judge(kind=ClaimKind.maternity, hospital_claims=2)

        assert found.verdict is Verdict.likely

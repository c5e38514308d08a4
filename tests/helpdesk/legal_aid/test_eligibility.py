import itertools

import pytest

from helpdesk.findings import Outcome, Verdict
from helpdesk.legal_aid import AidFacts, judge_aid
from helpdesk.models import Confidence, DisputeKind

KNOWN = (None, True, False)


class TestJudgeAid:
    @pytest.mark.parametrize(
        "dispute",
        [DisputeKind.unpaid_wages, DisputeKind.overtime, DisputeKind.injury],
    )
    @pytest.mark.parametrize("is_poor", KNOWN)
    def test_a_migrant_worker_is_not_asked_about_money_for_wages_and_injury(
        self, dispute, is_poor
    ):
        found = judge_aid(AidFacts(dispute, is_migrant=True, is_poor=is_poor))

        assert found.exempt
        assert found.union.verdict is Verdict.likely
        assert found.government.verdict is Verdict.likely
        cited = {each.source: each.confidence for each in found.union.checks}
        assert any("法律援助法第42条第3项" in source for source in cited)
        assert any("总工发〔2008〕52号）第10条" in source for source in cited)
        assert "不看经济条件" in found.union.explanation

    @pytest.mark.parametrize(
        "dispute", [DisputeKind.dismissal, DisputeKind.social_insurance]
    )
    def test_the_exemption_ends_where_wages_and_injury_end(self, dispute):
        found = judge_aid(
            AidFacts(dispute, is_migrant=True, is_poor=False, harm_proved=False)
        )

        assert not found.exempt
        assert found.union.verdict is Verdict.unlikely

    def test_who_is_not_known_to_be_a_migrant_worker_is_asked(self):
        found = judge_aid(
            AidFacts(DisputeKind.unpaid_wages, is_poor=False, harm_proved=False)
        )

        assert found.union.verdict is Verdict.unknown
        assert found.government.verdict is Verdict.unknown
        assert "农民工" in found.union.explanation

    def test_a_local_worker_in_hardship_has_both(self):
        found = judge_aid(
            AidFacts(DisputeKind.unpaid_wages, is_migrant=False, is_poor=True)
        )

        assert found.union.verdict is Verdict.likely
        assert found.government.verdict is Verdict.likely
        assert not found.exempt

    def test_proof_of_serious_harm_opens_the_unions_aid_only(self):
        found = judge_aid(
            AidFacts(
                DisputeKind.injury, is_migrant=False, is_poor=False, harm_proved=True
            )
        )

        assert found.union.verdict is Verdict.likely
        assert found.government.verdict is Verdict.unlikely

    def test_neither_hardship_nor_harm_is_told_what_would_help(self):
        found = judge_aid(
            AidFacts(
                DisputeKind.dismissal,
                is_migrant=False,
                is_poor=False,
                harm_proved=False,
            )
        )

        assert found.union.verdict is Verdict.unlikely
        assert "补上证据" in found.union.explanation

    def test_what_is_no_labour_dispute_goes_to_the_governments_hotline(self):
        found = judge_aid(AidFacts(DisputeKind.other, is_poor=True))

        assert found.union.verdict is Verdict.unlikely
        assert "12348" in found.union.explanation

    def test_a_matter_that_the_law_does_not_list_is_left_open(self):
        found = judge_aid(AidFacts(DisputeKind.dismissal, is_poor=True))

        assert found.government.verdict is Verdict.unknown
        assert found.government.checks[0].outcome is Outcome.unknown

    def test_every_combination_is_explained_with_source_and_year(self):
        disputes = (None, *DisputeKind)
        for facts in itertools.product(disputes, KNOWN, KNOWN, KNOWN):
            found = judge_aid(AidFacts(*facts))

            for each in (*found.union.checks, *found.government.checks):
                assert each.why
                assert each.source
                assert each.year >= 2008
                assert each.confidence in Confidence

    def test_more_known_in_favour_never_turns_a_yes_into_a_no(self):
        for dispute, migrant, poor, harm in itertools.product(
            DisputeKind, KNOWN, KNOWN, KNOWN
        ):
            before = judge_aid(AidFacts(dispute, migrant, poor, harm)).union.verdict
            after = judge_aid(AidFacts(dispute, migrant, True, harm)).union.verdict

            if before is Verdict.likely:
                assert after is Verdict.likely

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.errors import InvalidInput
from helpdesk.models import Escalation, Priority, RiskKind, RiskSign
from helpdesk.risk import RiskFacts, assess
from helpdesk.risk.policy import CONDITIONS, RULES, URGENCY
from helpdesk.rules import rules

WAGES = RiskKind.unpaid_wages
FACTS = st.builds(
    RiskFacts,
    kind=st.sampled_from(RiskKind),
    people=st.integers(1, 200),
    collective=st.booleans(),
    signs=st.frozensets(st.sampled_from(RiskSign)),
    months_unpaid=st.none() | st.integers(0, 24),
    cents=st.none() | st.integers(0, 10**8),
)


def _names(facts):
    return {reason.name for reason in assess(facts).reasons}


class TestAssess:
    @pytest.mark.parametrize(
        ("facts", "escalation", "urgency"),
        [
            (RiskFacts(WAGES, 1), Escalation.none, Priority.normal),
            (RiskFacts(WAGES, 9, collective=True), Escalation.none, Priority.normal),
            (RiskFacts(WAGES, 10, collective=True), Escalation.district, Priority.high),
            (RiskFacts(WAGES, 30), Escalation.council, Priority.high),
            (RiskFacts(RiskKind.closure, 30), Escalation.council, Priority.high),
            (
                RiskFacts(WAGES, 10, signs=frozenset({RiskSign.blocking})),
                Escalation.squad,
                Priority.urgent,
            ),
            (
                RiskFacts(WAGES, 9, signs=frozenset({RiskSign.blocking})),
                Escalation.none,
                Priority.normal,
            ),
            (
                RiskFacts(RiskKind.other, 1, signs=frozenset({RiskSign.self_harm})),
                Escalation.squad,
                Priority.urgent,
            ),
            (
                RiskFacts(WAGES, 5, signs=frozenset({RiskSign.owner_fled})),
                Escalation.council,
                Priority.urgent,
            ),
        ],
    )
    def test_the_rules_decide_who_has_to_know(self, facts, escalation, urgency):
        found = assess(facts)

        assert (found.escalation, found.urgency) == (escalation, urgency)

    @pytest.mark.parametrize(
        ("months", "cents", "holds"),
        [(3, 500_000, True), (2, 500_000, False), (3, 499_999, False)],
    )
    def test_three_months_and_the_amount_point_to_a_crime(self, months, cents, holds):
        facts = RiskFacts(WAGES, 1, months_unpaid=months, cents=cents)

        assert ("crime_one" in _names(facts)) is holds

    def test_what_is_not_known_holds_no_rule(self):
        assert "crime_one" not in _names(RiskFacts(WAGES, 1))

    def test_of_several_rules_the_highest_wins_and_all_are_told(self):
        found = assess(
            RiskFacts(WAGES, 80, collective=True, signs=frozenset({RiskSign.gathering}))
        )

        assert {"crowd", "together", "many_unpaid"} <= {r.name for r in found.reasons}
        assert found.escalation is Escalation.council
        assert found.urgency is Priority.urgent
        assert found.explanation.startswith("升级：报联席会议。")

    @pytest.mark.parametrize("people", [0, -1, 10**6])
    def test_a_risk_of_nobody_is_refused(self, people):
        with pytest.raises(InvalidInput):
            assess(RiskFacts(WAGES, people))

    @given(FACTS, st.integers(0, 100), st.frozensets(st.sampled_from(RiskSign)))
    def test_more_people_or_signs_never_lower_the_answer(self, facts, more, signs):
        worse = RiskFacts(
            facts.kind,
            facts.people + more,
            facts.collective,
            facts.signs | signs,
            facts.months_unpaid,
            facts.cents,
        )

        before, after = assess(facts), assess(worse)

        assert after.escalation.rank >= before.escalation.rank
        assert URGENCY.index(after.urgency) >= URGENCY.index(before.urgency)

    @given(FACTS)
    def test_every_answer_is_explained(self, facts):
        found = assess(facts)

        assert found.reasons
        assert all(reason.told and reason.source for reason in found.reasons)


class TestRules:
    @pytest.mark.parametrize("rule", rules(RULES)["rules"], ids=lambda r: r["name"])
    def test_a_rule_uses_known_conditions_and_says_who_adopted_it(self, rule):
        assert rule["when"]
        assert set(rule["when"]) <= set(CONDITIONS)
        assert rule["adopted"] in {"house", "statute"}
        assert (rule["adopted"] == "statute") == (rule["confidence"] == "A")

    def test_the_list_of_conditions_is_what_the_code_knows(self):
        assert rules(RULES)["conditions"] == list(CONDITIONS)

    def test_every_kind_and_sign_of_a_rule_exists(self):
        for rule in rules(RULES)["rules"]:
            assert set(rule["when"].get("kinds_any", [])) <= set(RiskKind)
            assert set(rule["when"].get("signs_any", [])) <= set(RiskSign)

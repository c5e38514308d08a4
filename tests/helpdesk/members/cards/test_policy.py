import pytest

from helpdesk.members.cards import CardProblem, policy
from helpdesk.models import CardState


class TestProgress:
    @pytest.mark.parametrize("state", [None, *CardState])
    def test_every_state_is_explained(self, state):
        told = policy.progress(state)

        assert told.name
        assert told.now.endswith("。")
        assert told.next.endswith("。")


class TestAdvise:
    @pytest.mark.parametrize("problem", CardProblem)
    @pytest.mark.parametrize("state", [None, *CardState])
    def test_every_problem_has_advice_and_a_source(self, problem, state):
        advice = policy.advise(problem, state)

        assert advice.problem
        assert advice.advice.endswith("。")
        assert "2017" in str(advice.rule)

import pytest

from language.catalogue import OUT_OF_SCOPE
from language.spoken import best_heard
from language.understood import Understood


def heard(intent, confidence, *others):
    rest = (1 - confidence) / (len(others) or 1)
    ranking = ((intent, confidence), *((other, rest) for other in others))
    return Understood(intent, confidence, "", (), (), ranking)


class TestBestHeard:
    def test_one_that_others_agree_with_wins_over_the_favourite(self):
        answers = [
            heard("ask_wage_standard", 0.6, "report_unpaid_wages"),
            heard("report_unpaid_wages", 0.9),
            heard("report_unpaid_wages", 0.8),
        ]

        assert best_heard(answers, [0.5, 0.3, 0.2]) == 1

    def test_the_favourite_wins_where_nothing_speaks_against_it(self):
        answers = [heard("join_union", 0.9), heard("leave_union", 0.9)]

        assert best_heard(answers, [0.6, 0.4]) == 0

    def test_what_sounds_foreign_counts_less(self):
        answers = [heard(OUT_OF_SCOPE, 0.9), heard("express_crisis", 0.9)]

        assert best_heard(answers, [0.7, 0.2]) == 1

    def test_what_all_take_for_foreign_is(self):
        answers = [heard(OUT_OF_SCOPE, 0.9), heard(OUT_OF_SCOPE, 0.95, "join_union")]

        assert best_heard(answers, [0.6, 0.4]) == 0

    @pytest.mark.parametrize("confidences", [[0.0, 0.0], [1.0, 0.0]])
    def test_takes_any_confidence(self, confidences):
        answers = [heard("join_union", 0.9), heard("join_union", 0.5)]

        assert best_heard(answers, confidences) == 0

    def test_of_one_there_is_no_choice(self):
        assert best_heard([heard("greet", 0.2)], [0.0]) == 0

import numpy as np
import pytest

from language.softmax import Row, fit, probabilities


def row(*places: int, label: int) -> Row:
    values = np.ones(len(places), np.float32) / np.sqrt(len(places))
    return Row(np.array(places, np.int32), values.astype(np.float32), label)


ROWS = [row(0, 2, label=0), row(0, 3, label=0), row(1, 2, label=1), row(1, label=1)]


class TestFit:
    def test_learns_what_tells_classes_apart(self):
        weights = fit(ROWS, features=4, classes=2)

        assert weights[0].argmax() == 0
        assert weights[1].argmax() == 1

    def test_learns_the_same_from_the_same(self):
        first, second = (fit(ROWS, features=4, classes=2) for _ in range(2))

        assert np.array_equal(first, second)

    def test_an_example_without_features_teaches_nothing(self):
        weights = fit([row(label=0)], features=2, classes=2)

        assert not weights.any()


class TestProbabilities:
    @pytest.mark.parametrize("scores", [[0.0, 0.0], [1000.0, -1000.0], [-1e30, 1e30]])
    def test_sum_to_one_whatever_the_scores(self, scores):
        assert probabilities(np.array(scores)).sum() == pytest.approx(1)

    def test_a_higher_temperature_is_less_sure(self):
        scores = np.array([2.0, 0.0])

        assert probabilities(scores, 3.0)[0] < probabilities(scores, 1.0)[0]

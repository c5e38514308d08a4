import numpy as np

from language import calibrate


class TestTemperature:
    def test_cools_scores_that_are_right_and_heats_those_that_are_not(self):
        scores = np.array([[2.0, 0.0]] * 10, np.float32)

        always = calibrate.temperature(scores, np.zeros(10, int))
        half = calibrate.temperature(scores, np.array([0, 1] * 5))

        assert always < 0.2
        assert half > 1


class TestBar:
    def test_lies_between_what_is_foreign_and_what_is_ours(self):
        chances = np.array([0.05, 0.1, 0.2, 0.6, 0.7, 0.9], np.float32)

        bar = calibrate.bar(chances, chances > 0.5)

        assert 0.2 < bar < 0.6

    def test_does_not_depend_on_how_many_of_each_there_are(self):
        chances = np.array([0.1, 0.2, 0.6, 0.7], np.float32)
        many = np.repeat(chances, [1, 1, 50, 50])

        assert calibrate.bar(chances, chances > 0.5) == calibrate.bar(many, many > 0.5)

    def test_is_in_the_middle_where_nothing_is_foreign(self):
        chances = np.array([0.1, 0.2], np.float32)

        assert calibrate.bar(chances, np.zeros(2, bool)) == 0.5

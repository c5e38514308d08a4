import pytest

from language.catalogue import OUT_OF_SCOPE
from language.classify import Classifier, train

TAUGHT = [
    *[(["pay", f"a{n % 3}"], "report_unpaid_wages") for n in range(9)],
    *[(["card", f"b{n % 3}"], "report_card_problem") for n in range(9)],
    *[(["weather", f"c{n % 3}"], OUT_OF_SCOPE) for n in range(9)],
]
INTENTS = ("report_unpaid_wages", "report_card_problem", OUT_OF_SCOPE)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return train(TAUGHT, intents=INTENTS).classifier


@pytest.fixture
def decide(classifier):
    return lambda *features: classifier.decide(classifier.weigh(features))


class TestDecide:
    def test_chooses_the_likeliest(self, decide):
        verdict = decide("pay", "a1")

        assert verdict.intent == "report_unpaid_wages"
        assert verdict.confidence > 0.8

    def test_turns_away_what_is_foreign(self, decide):
        assert decide("weather").intent == OUT_OF_SCOPE

    def test_ranks_every_intent(self, decide):
        ranking = decide("card").ranking

        assert {intent for intent, _ in ranking} == set(INTENTS)
        assert ranking[0][0] == "report_card_problem"
        assert sum(chance for _, chance in ranking) == pytest.approx(1, abs=1e-3)

    def test_knows_nothing_of_what_it_never_saw(self, decide):
        verdict = decide("unheard of")

        assert verdict.confidence == pytest.approx(1 / 3, abs=1e-3)


class TestTrain:
    def test_is_the_same_each_time(self, classifier):
        again = train(TAUGHT, intents=INTENTS).classifier

        assert again.settings == classifier.settings
        assert (again.weights == classifier.weights).all()

    def test_rehearses_with_what_was_not_seen(self):
        trained = train(TAUGHT, intents=INTENTS)

        assert 0 < len(trained.unseen) < len(TAUGHT)

    def test_tells_how_far_it_is(self):
        told = []

        train(TAUGHT, intents=INTENTS, progress=told.append)

        assert told[-1] == "intents: all examples"


class TestLoad:
    def test_decides_as_the_saved_one_did(self, classifier, tmp_path):
        classifier.save(tmp_path)

        loaded = Classifier.load(tmp_path, INTENTS)

        evidence = classifier.weigh(["pay"]), loaded.weigh(["pay"])
        assert classifier.decide(evidence[0]).ranking == (
            loaded.decide(evidence[1]).ranking
        )

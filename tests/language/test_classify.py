from dataclasses import replace

import numpy as np
import pytest

from language.catalogue import OUT_OF_SCOPE
from language.classify import RANKED, Classifier, Settings, Trained, summed, train
from language.features import Counts
from language.keys import named, spread

TAUGHT = [
    *[(["pay", f"a{n % 3}"], "report_unpaid_wages") for n in range(9)],
    *[(["card", f"b{n % 3}"], "report_card_problem") for n in range(9)],
    *[(["weather", f"c{n % 3}"], OUT_OF_SCOPE) for n in range(9)],
]
INTENTS = ("report_unpaid_wages", "report_card_problem", OUT_OF_SCOPE)


def counts(messages: list[list[list[str]]]) -> Counts:
    """Count messages of clauses of named features."""
    clauses = [clause for message in messages for clause in message]
    owners = np.repeat(np.arange(len(clauses)), [len(clause) for clause in clauses])
    firsts = np.cumsum([0, *map(len, messages)])
    keys = spread(named(feature) for clause in clauses for feature in clause)
    return Counts(keys, owners, firsts)


def taught(examples, intents=INTENTS, **said) -> Trained:
    told = counts([[features] for features, _ in examples])
    return train(told, [intent for _, intent in examples], intents=intents, **said)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return taught(TAUGHT)


@pytest.fixture(scope="module")
def classifier(trained) -> Classifier:
    return trained.classifier


@pytest.fixture
def decide(classifier):
    return lambda *features: classifier.decide(
        classifier.weigh(counts([[list(features)]]))
    )


class TestDecide:
    def test_chooses_the_likeliest(self, decide):
        verdicts = decide("pay", "a1")

        assert verdicts.intent(0) == "report_unpaid_wages"
        assert verdicts.confidence(0) > 0.8

    def test_turns_away_what_is_foreign(self, decide):
        verdicts = decide("weather")

        assert verdicts.intent(0) == OUT_OF_SCOPE
        assert verdicts.foreign()[0] > 0.8

    def test_turns_away_only_from_the_bar_on(self, classifier):
        evidence = classifier.weigh(counts([[["weather", "pay"]]]))
        [chance] = classifier.decide(evidence).foreign()

        def at(bar: float) -> str:
            settings = replace(classifier.settings, bar=bar)
            return replace(classifier, settings=settings).decide(evidence).intent(0)

        assert at(chance) == OUT_OF_SCOPE
        assert at(chance + 0.01) == "report_unpaid_wages"

    def test_ranks_every_intent(self, decide):
        [ranking] = decide("card").rankings()

        assert {intent for intent, _ in ranking} == set(INTENTS)
        assert ranking[0][0] == "report_card_problem"
        assert sum(chance for _, chance in ranking) == pytest.approx(1, abs=1e-3)
        assert [c for _, c in ranking] == sorted((c for _, c in ranking), reverse=True)

    def test_ranks_no_more_than_are_told(self):
        intents = tuple(f"intent {n}" for n in range(RANKED + 4))
        examples = [([intent], intent) for intent in intents for _ in range(8)]
        many = taught(examples, intents).classifier

        [ranking] = many.decide(many.weigh(counts([[["intent 7"]]]))).rankings()

        assert len(ranking) == RANKED
        assert ranking[0][0] == "intent 7"

    def test_knows_nothing_of_what_it_never_saw(self, decide):
        verdicts = decide("unheard of")

        assert verdicts.chances[0] == pytest.approx([1 / 3] * 3, abs=1e-3)

    def test_judges_every_row_for_itself(self, classifier, decide):
        said = counts([[["pay"]], [[]], [["card", "b1"]]])

        verdicts = classifier.decide(classifier.weigh(said))

        for row, features in enumerate((["pay"], [], ["card", "b1"])):
            assert (
                verdicts.chances[row].tolist() == decide(*features).chances[0].tolist()
            )

    def test_nothing_is_foreign_where_nobody_taught_it(self):
        ours = [pair for pair in TAUGHT if pair[1] != OUT_OF_SCOPE]

        verdicts = taught(ours, INTENTS[:2]).verdicts

        assert verdicts.foreign() == [0.0] * len(ours)


class TestWeigh:
    def test_evidence_of_neighbours_adds_up(self, classifier):
        apart = counts([[["pay", "a1"], ["card"]], [["weather"]]])
        together = counts([[["pay", "a1", "card"]], [["weather"]]])

        sums = summed(classifier.weigh(apart), apart)

        assert sums == pytest.approx(classifier.weigh(together))

    def test_its_end_is_the_squared_length_of_what_was_counted(self, classifier):
        said = counts([[["pay"], ["a1"], ["pay", "a1"], ["unheard of"]]])

        pay, small, both, nothing = classifier.weigh(said)[:, -1]

        assert pay > 0
        assert small > pay  # as the rarer
        assert both == pytest.approx(pay + small)
        assert nothing == 0


class TestTrain:
    def test_is_the_same_each_time(self, trained):
        again = taught(TAUGHT)

        for one, other in (
            (again.classifier, trained.classifier),
            (again.rehearsing, trained.rehearsing),
        ):
            assert one.settings == other.settings
            assert one.linear.keys.tolist() == other.linear.keys.tolist()
            assert one.linear.weights.tolist() == other.linear.weights.tolist()
        assert again.unseen == trained.unseen

    def test_does_not_learn_a_feature_of_one_sentence_alone(self):
        once = [([*TAUGHT[0][0], "once"], TAUGHT[0][1]), *TAUGHT[1:]]

        known = taught(once).classifier.linear.keys

        assert named("once") not in known
        assert named("a0") in known

    def test_a_feature_told_twice_in_one_sentence_is_still_of_one(self):
        once = [([*TAUGHT[0][0], "once", "once"], TAUGHT[0][1]), *TAUGHT[1:]]

        assert named("once") not in taught(once).classifier.linear.keys

    def test_rehearses_with_what_was_not_seen(self, trained):
        assert 0 < len(trained.unseen) < len(TAUGHT)

        hidden = [
            ([*features, "hidden"] if place in trained.unseen else features, intent)
            for place, (features, intent) in enumerate(TAUGHT)
        ]
        again = taught(hidden)

        assert again.unseen == trained.unseen
        assert named("hidden") in again.classifier.linear.keys
        assert named("hidden") not in again.rehearsing.linear.keys

    def test_says_of_every_example_what_one_says_that_has_not_seen_it(self, trained):
        examples = counts([[features] for features, _ in TAUGHT])

        verdicts = trained.rehearsing.decide(trained.rehearsing.weigh(examples))

        unseen = list(trained.unseen)
        assert trained.verdicts.chances.shape == (len(TAUGHT), len(INTENTS))
        assert trained.verdicts.chances[unseen].tolist() == (
            verdicts.chances[unseen].tolist()
        )

    def test_is_calibrated_on_what_was_not_seen(self, trained):
        settings = trained.classifier.settings

        assert settings == trained.rehearsing.settings
        assert settings.temperature < Settings().temperature  # it is always right
        assert 0 < settings.bar < 1

    def test_is_less_sure_where_examples_contradict_one_another(self, trained):
        intents = [intent for _, intent in TAUGHT]
        mixed = [
            (features, intents[(place * 10) % 27])
            for place, (features, _) in enumerate(TAUGHT)
        ]

        heated = taught(mixed).classifier.settings.temperature

        assert heated > trained.classifier.settings.temperature

    def test_tells_how_far_it_is(self):
        told = []

        taught(TAUGHT, progress=told.append)

        assert told[0] == "intents: fold 1 of 4"
        assert told[-1] == "intents: all examples"


class TestLoad:
    def test_decides_as_the_saved_one_did(self, classifier, tmp_path):
        classifier.save(tmp_path)

        loaded = Classifier.load(tmp_path, INTENTS)

        said = counts([[["pay"]], [["card", "weather"]]])
        assert loaded.settings == classifier.settings
        assert loaded.weigh(said).tolist() == classifier.weigh(said).tolist()

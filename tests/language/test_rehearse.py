import pytest

from language import Example
from language.features import count
from language.page import Page
from language.rehearse import LONGEST, weights
from language.split import GROUNDS, Splitter
from tests.language.conftest import TODAY


@pytest.fixture(scope="module")
def rehearsed(model, reader):
    """Learn from examples, and keep what was practised with."""

    def rehearsed(examples, joints, practised=None):
        def hear(practice):
            if practised is not None:
                practised.extend(practice)
            readings = [reader.read(e.text, today=TODAY) for e in practice]
            counts = count(Page(readings, reader.sounds), [e.channel for e in practice])
            evidence = model.classifier.weigh(counts)
            return zip(readings, counts.of_clauses(evidence), strict=True)

        return weights(
            Splitter(catalogue=model.catalogue),
            singles=examples,
            joints=joints,
            hear=hear,
            decide=model.classifier.decide,
        )

    return rehearsed


class TestWeights:
    def test_every_ground_has_one(self, rehearsed, examples):
        assert len(rehearsed(examples, ["。"])) == len(GROUNDS)

    def test_surer_sides_speak_for_a_cut(self, rehearsed, examples):
        learnt = dict(zip(GROUNDS, rehearsed(examples, ["。"]), strict=True))

        assert learnt["less sure"] > 0

    def test_learns_the_same_from_the_same(self, rehearsed, examples):
        first, second = (rehearsed(examples, ["。", "，"]) for _ in range(2))

        assert first == second

    def test_learns_nothing_where_nothing_can_be_cut(self, rehearsed, examples):
        assert rehearsed(examples[:1], [""]) == ()

    def test_learns_nothing_from_nothing(self, rehearsed):
        assert rehearsed([], ["。"]) == ()

    def test_practises_with_singles_and_with_two_put_together(
        self, rehearsed, examples
    ):
        practised: list[Example] = []

        rehearsed(examples, ["；"], practised)

        joined = practised[len(examples) :]
        texts = {example.text for example in examples}
        assert practised[: len(examples)] == [*examples]
        assert joined
        for example in joined:
            first, joint, second = example.text.partition("；")
            assert joint
            assert any(text.rstrip("。，？！ ") == first for text in texts)
            assert second in texts

    def test_puts_no_long_sentences_together(self, rehearsed, examples):
        practised: list[Example] = []
        long = Example("工资没发" * LONGEST, "report_unpaid_wages")

        rehearsed([*examples, *[long] * 50], ["；"], practised)

        joined = practised[len(examples) + 50 :]
        assert joined
        assert not any(long.text in example.text for example in joined)

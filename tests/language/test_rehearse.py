from language.rehearse import weights
from language.split import GROUNDS, Splitter
from language.training import judge
from tests.language.conftest import TODAY


def rehearsed(model, examples, reader, joints):
    splitter = Splitter(connectives={}, catalogue=model.catalogue)

    def read(example):
        reading = reader.read(example.text, today=TODAY)
        return reading, judge(model.classifier, example.channel)

    return weights(splitter, examples, joints, read)


class TestWeights:
    def test_surer_sides_speak_for_a_cut(self, model, examples, reader):
        learnt = dict(
            zip(GROUNDS, rehearsed(model, examples, reader, ["。"]), strict=True)
        )

        assert learnt["less sure"] > 0

    def test_learns_nothing_where_nothing_can_be_cut(self, model, examples, reader):
        assert rehearsed(model, examples[:1], reader, [""]) == ()

import math

import pytest

from language.classify import Evidence, Verdict
from language.split import GROUNDS, SHORTEST, Judge, Splitter

CONNECTIVES = {"said": ("另外", "还有"), "paused": ("然后",)}


@pytest.fixture
def splitter(catalogue) -> Splitter:
    """A splitter that asks for two sure sides and nothing else."""
    weights = {"always": 3.0, "less sure": 4.0}
    given = [weights.get(ground, 0.0) for ground in GROUNDS]
    return Splitter(connectives=CONNECTIVES, catalogue=catalogue, weights=given)


@pytest.fixture
def judge(model) -> Judge:
    from language.training import judge

    return judge(model.classifier, "chat")


@pytest.fixture
def parts(splitter, judge, read):
    def parts(text: str) -> list[str]:
        reading = read(text)
        return [reading.text[a:b] for a, b in splitter.split(reading, judge)]

    return parts


class TestSplit:
    def test_cuts_where_another_thing_is_asked(self, parts):
        assert parts("老板拖欠我工资，另外会员卡丢了怎么补办") == [
            "老板拖欠我工资",
            "另外会员卡丢了怎么补办",
        ]

    def test_cuts_without_punctuation(self, parts):
        assert parts("老板拖欠我工资还有会员卡丢了怎么补办") == [
            "老板拖欠我工资",
            "还有会员卡丢了怎么补办",
        ]

    @pytest.mark.parametrize(
        "text", ["老板拖欠我工资，包工头跑了，工钱没拿到", "工资", "", "，，，另外，"]
    )
    def test_leaves_one_request_whole(self, parts, text):
        assert len(parts(text)) == 1

    def test_finds_three(self, parts):
        found = parts("老板拖欠我工资。会员卡丢了怎么补办。哪里有工会律师坐班")

        assert len(found) == 3

    def test_finds_nothing_before_it_was_taught(self, catalogue, judge, read):
        untaught = Splitter(connectives=CONNECTIVES, catalogue=catalogue)

        reading = read("老板拖欠我工资，另外会员卡丢了怎么补办")

        assert untaught.split(reading, judge) == ((0, len(reading.text)),)


class TestPieces:
    def test_no_piece_is_too_short_to_ask(self, splitter, judge, read):
        pieces = splitter.pieces(
            read("喂，你好，那，我工资，没发，还有，卡丢了"), judge
        )

        assert all(piece.end - piece.start >= SHORTEST for piece in pieces)

    def test_evidence_of_neighbours_adds_up(self, splitter, judge, read):
        reading = read("老板拖欠我工资，另外会员卡丢了怎么补办")

        first, second = (p.evidence for p in splitter.pieces(reading, judge))

        together = first + second
        assert isinstance(together, Evidence)
        assert together.weight == pytest.approx(first.weight + second.weight)
        assert isinstance(judge.decide(together), Verdict)
        assert math.isfinite(judge.decide(together).confidence)

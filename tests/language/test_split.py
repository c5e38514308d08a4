import numpy as np
import pytest

from language.catalogue import OUT_OF_SCOPE
from language.classify import Verdicts
from language.clauses import KINDS
from language.features import count
from language.split import GROUNDS, Piece, Splitter, pieces

TWO = "老板拖欠我工资，另外会员卡丢了怎么补办"
INTENTS = ("report_unpaid_wages", "report_card_problem", "greet", OUT_OF_SCOPE)


@pytest.fixture
def splitter(catalogue) -> Splitter:
    """A splitter that asks for two sure sides and nothing else."""
    weights = {"always": 3.0, "less sure": 4.0}
    given = [weights.get(ground, 0.0) for ground in GROUNDS]
    return Splitter(catalogue=catalogue, weights=given)


@pytest.fixture
def said(model, page):
    """Give a reading, and what each of its clauses says."""

    def said(text: str):
        laid = page(text)
        counts = count(laid, ["chat"])
        [evidence] = counts.of_clauses(model.classifier.weigh(counts))
        return laid.readings[0], evidence

    return said


@pytest.fixture
def decide(model):
    return model.classifier.decide


@pytest.fixture
def parts(splitter, said, decide):
    def parts(text: str) -> list[str]:
        reading, evidence = said(text)
        found = splitter.split(reading, evidence, decide)
        return [reading.text[a:b] for a, b in found]

    return parts


def judged(evidence) -> Verdicts:
    """Take evidence for probabilities: all but its last column, scaled to one."""
    chances = evidence[:, :-1] / evidence[:, :-1].sum(axis=1, keepdims=True)
    return Verdicts(INTENTS, chances.argmax(axis=1), chances.astype(np.float32))


def piece(start: int, end: int, chances: list[float], **said) -> Piece:
    given = {"asks": False, "border": "", **said}
    return Piece(start, end, np.array([*chances, 1.0], np.float32), **given)


@pytest.fixture
def grounds(splitter):
    """Name what speaks for the only cut between two pieces."""

    def grounds(*two: Piece) -> dict[str, float]:
        [cut] = splitter.cuts(two, judged)
        return dict(zip(GROUNDS, cut.grounds, strict=True))

    return grounds


class TestSplit:
    def test_cuts_where_another_thing_is_asked(self, parts):
        assert parts(TWO) == ["老板拖欠我工资", "另外会员卡丢了怎么补办"]

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

    def test_finds_no_more_than_three(self, parts):
        found = parts(
            "老板拖欠我工资。会员卡丢了怎么补办。哪里有工会律师坐班。查我是不是会员"
        )

        assert len(found) == 3

    def test_finds_nothing_before_it_was_taught(self, catalogue, said, decide):
        untaught = Splitter(catalogue=catalogue)

        reading, evidence = said(TWO)

        assert untaught.split(reading, evidence, decide) == ((0, len(reading.text)),)


class TestCuts:
    def test_name_what_both_sides_ask_for(self, splitter, said, decide):
        [cut] = splitter.cuts(pieces(*said(TWO)), decide)

        assert cut.place == 1
        assert cut.intents == ("report_unpaid_wages", "report_card_problem")
        assert len(cut.grounds) == len(GROUNDS)

    def test_there_is_none_where_both_sides_ask_for_the_same(self, splitter):
        same = piece(0, 5, [9, 1, 0, 0]), piece(5, 9, [8, 2, 0, 0])

        assert list(splitter.cuts(same, judged)) == []

    @pytest.mark.parametrize("count", [0, 1])
    def test_there_is_none_without_a_border(self, splitter, count):
        assert list(splitter.cuts([piece(0, 5, [1, 0, 0, 0])] * count, judged)) == []

    def test_weigh_how_sure_the_sides_are_and_what_the_whole_echoes(self, grounds):
        found = grounds(piece(0, 5, [8, 1, 1, 0]), piece(5, 12, [1, 4, 5, 10]))

        assert found["always"] == 1
        assert found["less sure"] == pytest.approx(np.log(0.5))
        assert found["surer"] == pytest.approx(np.log(0.8))
        assert found["echo"] == pytest.approx(np.log(10 / 30))

    def test_are_crossed_where_one_side_asks_for_the_other_too(self, grounds):
        found = grounds(piece(0, 5, [7, 2, 1, 0]), piece(5, 12, [1, 8, 1, 0]))

        assert found["crossed"] == pytest.approx(np.log(0.2))

    def test_tell_which_side_asks(self, grounds):
        wages, card = [8, 1, 1, 0], [1, 8, 1, 0]

        first = grounds(piece(0, 5, wages, asks=True), piece(5, 12, card))
        second = grounds(piece(0, 5, wages), piece(5, 12, card, asks=True))

        assert (first["first asks"], first["second asks"]) == (1, 0)
        assert (second["first asks"], second["second asks"]) == (0, 1)

    @pytest.mark.parametrize("kind", KINDS)
    def test_tell_what_stands_between(self, grounds, kind):
        wages = piece(0, 5, [8, 1, 1, 0], border=kind)

        found = grounds(wages, piece(6, 12, [1, 8, 1, 0]))

        assert {name: found[name] for name in KINDS} == {
            name: float(name == kind) for name in KINDS
        }

    def test_tell_what_kind_of_requests_they_are(self, grounds):
        wages, hello, foreign = [8, 1, 1, 0], [0, 0, 9, 1], [0, 0, 1, 9]

        found = grounds(piece(0, 5, hello), piece(5, 12, wages))
        assert (found["first is talk"], found["second is talk"]) == (1, 0)
        assert (found["same skill"], found["foreign"]) == (0, 0)

        found = grounds(piece(0, 5, hello), piece(5, 12, foreign))
        assert (found["first is talk"], found["second is talk"]) == (1, 1)
        assert (found["same skill"], found["foreign"]) == (1, 1)

    def test_tell_how_long_the_shorter_side_is(self, grounds):
        found = grounds(piece(0, 5, [8, 1, 1, 0]), piece(6, 13, [1, 8, 1, 0]))

        assert found["shorter"] == pytest.approx(np.log(5))


class TestPieces:
    def test_hold_the_text_between_the_borders(self, said):
        reading, evidence = said(TWO)

        first, second = pieces(reading, evidence)

        assert reading.text[first.start : first.end] == "老板拖欠我工资"
        assert reading.text[second.start : second.end] == "另外会员卡丢了怎么补办"
        assert (first.border, second.border) == ("said", "")
        assert (first.asks, second.asks) == (False, True)

    def test_each_says_what_its_clauses_say(self, said):
        reading, evidence = said("喂，老板拖欠我工资，怎么办，另外会员卡丢了怎么补办")

        found = pieces(reading, evidence)

        total = sum(piece.evidence for piece in found)
        assert total == pytest.approx(evidence.sum(axis=0), abs=1e-3)
        assert len(found) < len(evidence)

    def test_a_text_without_borders_is_one(self, said):
        reading, evidence = said("会员卡丢了怎么补办")

        [found] = pieces(reading, evidence)

        assert (found.start, found.end) == (0, len(reading.text))
        assert found.evidence.tolist() == evidence.sum(axis=0).tolist()

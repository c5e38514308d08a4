import pytest

from language import Entity, Request, Understood, evaluate
from language.cases import Case, Expected
from language.scores import Found, Share


def answer(
    *intents: str, confidence: float = 0.9, foreign: float = 0.0, entities=()
) -> Understood:
    requests = tuple(Request(intent, confidence, 0, 1) for intent in intents)
    skills = {"greet": "conversation", "out_of_scope": "conversation"}
    return Understood(
        intent=intents[0],
        confidence=confidence,
        skill=skills.get(intents[0], "legal_aid"),
        entities=tuple(
            Entity(kind, 0, 1, text, value) for kind, text, value in entities
        ),
        requests=requests,
        ranking=((intents[0], confidence),),
        foreign=foreign,
    )


PAY = Case("工资没发", ("report_unpaid_wages",))
SPOKEN = Case("公资没发", ("report_unpaid_wages",), "asr")
FOREIGN = Case("离婚怎么办", ("out_of_scope",))
EITHER = Case("会不会扣", ("report_unpaid_wages",), alternatives=("find_legal_site",))


class TestAccuracy:
    def test_counts_what_is_right(self):
        answers = [(PAY, answer("report_unpaid_wages")), (PAY, answer("greet"))]

        assert evaluate.accuracy(answers) == Share(1, 2)

    def test_an_alternative_is_as_good(self):
        assert evaluate.accuracy([(EITHER, answer("find_legal_site"))]).rate == 1

    def test_of_nothing_is_nothing(self):
        assert evaluate.accuracy([]).rate == 0


class TestSkillAccuracy:
    def test_a_neighbour_of_the_same_skill_will_do(self, catalogue):
        answers = [(PAY, answer("find_legal_site")), (PAY, answer("greet"))]

        assert evaluate.skill_accuracy(answers, catalogue) == Share(1, 2)


class TestGrouped:
    def test_sorts_by_what_is_asked(self):
        answers = [(PAY, answer("greet")), (SPOKEN, answer("greet"))]

        groups = evaluate.grouped(answers, lambda case: case.channel)

        assert {name: len(group) for name, group in groups.items()} == {
            "asr": 1,
            "chat": 1,
        }


class TestConfusions:
    def test_begins_with_the_most_frequent(self):
        answers = [
            (PAY, answer("greet")),
            (FOREIGN, answer("greet")),
            (PAY, answer("greet")),
            (PAY, answer("report_unpaid_wages")),
        ]

        assert evaluate.confusions(answers) == [
            ("report_unpaid_wages", "greet", 2),
            ("out_of_scope", "greet", 1),
        ]


class TestEntities:
    CASE = Case(
        "在宝安欠我八千",
        ("report_unpaid_wages",),
        entities=(
            Expected("district", "宝安", "宝安"),
            Expected("money", "八千", "8000"),
        ),
    )
    SEEN = (
        ("district", "宝安", "宝安"),
        ("money", "八千", "80"),
        ("place", "欠", "欠"),
    )

    def test_a_wrong_value_is_wrong_and_missed(self):
        scores = evaluate.entities([(self.CASE, answer("greet", entities=self.SEEN))])

        assert scores == {
            "district": Found(1, 0, 0),
            "money": Found(0, 1, 1),
            "place": Found(0, 1, 0),
        }

    def test_the_place_alone_may_do(self):
        answers = [(self.CASE, answer("greet", entities=self.SEEN))]

        scores = evaluate.entities(answers, with_value=False)

        assert scores["money"] == Found(1, 0, 0)

    def test_cases_without_marks_say_nothing(self):
        assert evaluate.entities([(PAY, answer("greet", entities=self.SEEN))]) == {}


class TestTogether:
    def test_adds_up(self):
        found = evaluate.together({"date": Found(3, 1, 0), "place": Found(1, 0, 2)})

        assert found == Found(4, 1, 2)
        assert found.precision == pytest.approx(0.8)
        assert found.recall == pytest.approx(4 / 6)
        assert found.f1 == pytest.approx(8 / 11)

    def test_of_nothing_is_nothing(self):
        assert evaluate.together({}).f1 == 0


class TestGate:
    def test_tells_both_kinds_of_error(self):
        answers = [
            (FOREIGN, answer("greet", foreign=0.1)),
            (FOREIGN, answer("out_of_scope", foreign=0.9)),
            (PAY, answer("out_of_scope", foreign=0.4)),
            (PAY, answer("greet", foreign=0.0)),
        ]

        assert evaluate.falsely_accepted(answers) == Share(1, 2)
        assert evaluate.falsely_refused(answers) == Share(1, 2)
        assert evaluate.gate_curve(answers, [0.05, 0.5]) == [
            (0.05, Share(0, 2), Share(1, 2)),
            (0.5, Share(1, 2), Share(0, 2)),
        ]


class TestRequests:
    BOTH = Case("工资没发还有卡丢了", ("report_unpaid_wages", "report_card_problem"))

    def test_all_of_them_must_be_found(self):
        both = answer("report_unpaid_wages", "report_card_problem")
        answers = [(self.BOTH, both), (self.BOTH, answer("report_unpaid_wages"))]

        assert evaluate.requests_found(answers) == Share(1, 2)

    def test_one_request_is_not_to_be_cut(self):
        answers = [(PAY, answer("greet", "greet")), (PAY, answer("greet"))]

        assert evaluate.falsely_split(answers) == Share(1, 2)


class TestCalibrationError:
    def test_is_nothing_where_confidence_is_honest(self):
        answers = [
            (PAY, answer("report_unpaid_wages", confidence=0.5)),
            (PAY, answer("greet", confidence=0.5)),
        ]

        assert evaluate.calibration_error(answers) == pytest.approx(0)

    def test_is_how_far_it_boasts(self):
        answers = [(PAY, answer("greet", confidence=1.0))]

        assert evaluate.calibration_error(answers) == pytest.approx(1)
        assert evaluate.calibration(answers) == [(1.0, 0.0, 1)]

import json

import pytest

from gonghui.evaluation import Judged, Speed, figures_of, judge
from gonghui.evaluation.mistakes import Kind
from gonghui.evaluation.text import report
from language.cases import Case
from language.scores import Share


class TestFiguresOf:
    def test_judges_intents_by_messages_of_one_request(self, figures):
        assert figures.messages == 7
        assert figures.shares["intent"] == Share(1, 5)
        assert figures.shares["intent, asr"] == Share(0, 1)
        assert figures.shares["all requests found"] == Share(1, 2)
        assert figures.shares["out of scope accepted"] == Share(1, 1)
        assert figures.shares["in scope rejected"] == Share(1, 4)

    def test_tells_how_grave_a_confusion_is(self, figures):
        kinds = {(c.expected, c.taken): c.kind for c in figures.confusions}

        assert kinds == {
            ("report_unpaid_wages", "find_legal_site"): Kind.neighbour,
            ("report_unpaid_wages", "report_card_problem"): Kind.other_skill,
            ("report_card_problem", "out_of_scope"): Kind.turned_away,
            ("out_of_scope", "report_card_problem"): Kind.let_in,
        }

    def test_counts_skills_against_skills(self, figures):
        assert figures.matrix["legal_aid"]["legal_aid"] == 2
        assert figures.matrix["legal_aid"]["membership"] == 1
        assert figures.matrix["not_ours"]["membership"] == 1
        assert figures.matrix["membership"]["not_ours"] == 1

    def test_tells_what_each_bar_would_do(self, figures):
        points = {point.bar: (point.accepted, point.refused) for point in figures.gate}

        assert points[0.05] == (0.0, 0.25)
        assert points[0.5] == (1.0, 0.25)
        assert points[0.8] == (1.0, 0.0)

    def test_lists_the_gravest_mistakes_first(self, figures):
        kinds = [mistake.kind for mistake in figures.mistakes]

        assert kinds == list(Kind)
        assert (
            figures.mistakes[-1].expected == "report_card_problem + report_unpaid_wages"
        )

    def test_scores_values_only_where_they_were_written_down(self, catalogue, figures):
        bare = Judged((), Speed(0, 0))

        assert figures.entities["district"].value == 0
        assert figures_of(bare, catalogue=catalogue, bar=0.5).entities == {}

    def test_becomes_json(self, figures):
        stored = json.loads(json.dumps(figures.to_json()))

        assert stored["shares"]["intent"] == {"right": 1, "total": 5}


class TestReport:
    def test_is_for_reading(self, figures):
        written = report("toy", figures)

        assert "report_unpaid_wages → find_legal_site" in written
        assert "1 of 5" in written

    def test_of_nothing_is_no_error(self, catalogue):
        nothing = figures_of(Judged((), Speed(0, 0)), catalogue=catalogue, bar=0.5)

        assert "messages" in report("none", nothing)


class TestJudge:
    def test_reads_all_and_takes_the_time(self, toy_model, today):
        cases = [
            Case("老板欠我工资", ("report_unpaid_wages",)),
            Case("你好", ("greet",)),
        ]

        judged = judge(toy_model, cases, today=today)

        assert [case for case, _ in judged.answers] == cases
        assert judged.answers[1][1] == toy_model.understand("你好", today=today)
        assert judged.speed.milliseconds > 0
        assert judged.speed.per_second > 0

    def test_nothing_takes_no_time(self, toy_model, today):
        assert judge(toy_model, [], today=today).speed.per_second == pytest.approx(0)

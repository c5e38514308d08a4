import json
from datetime import date

import pytest
import typer

from gonghui.evaluate import figures_of, held_out, judge, read_jsonl, report
from gonghui.evaluate import two_requests as read_requests
from gonghui.places import trained_model
from helpdesk.config import Settings
from language import Model

DAY = date(2026, 7, 15)
LINES = [
    {"text": "转人工", "intent": "request_human", "entities": []},
    {"text": "不是", "intent": "affirm", "alt": "deny", "channel": "asr"},
    {
        "text": "我在宝安上班，老板三个月没发工资了",
        "intent": "greet",
        "entities": [{"entity": "district", "text": "宝安", "value": "宝安"}],
    },
]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.from_archive(trained_model(Settings()))


def written(folder, lines: list[dict]):
    file = folder / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return file


class TestReadJsonl:
    @pytest.mark.parametrize(
        "line", ["", "x", "[]", '{"text": "a"}', '{"intent": "greet"}']
    )
    def test_names_the_line_that_is_no_case(self, tmp_path, line):
        file = tmp_path / "cases.jsonl"
        file.write_text('{"text": "a", "intent": "greet"}\n' + line + "\nx", "utf-8")

        with pytest.raises(typer.BadParameter, match="line 2"):
            list(read_jsonl(file))


class TestFigures:
    def test_counts_what_is_right(self, model, tmp_path):
        cases = list(read_jsonl(written(tmp_path, LINES)))

        figures = figures_of(model, *judge(model, cases, DAY))

        assert figures["messages"] == 3
        assert figures["shares"]["intent"] == pytest.approx(2 / 3)
        assert figures["shares"]["intent, asr"] == 1
        assert figures["confusions"] == [("greet", "report_unpaid_wages", 1)]
        assert figures["entities"]["district"] == [1, 1.0, 1.0]
        assert "greet → report_unpaid_wages" in report("three", figures)

    def test_nothing_to_judge_is_no_error(self, model):
        assert "0" in report("none", figures_of(model, [], 0.0))


class TestHeldOut:
    """The trained model keeps what this project reached on its own held-out data."""

    def test_intents_and_out_of_scope(self, model):
        figures = figures_of(model, *judge(model, held_out(), DAY))

        assert figures["shares"]["intent, chat"] >= 0.92
        assert figures["shares"]["intent, asr"] >= 0.92
        assert figures["shares"]["out of scope accepted"] <= 0.10
        assert figures["shares"]["in scope rejected"] <= 0.05
        assert figures["entities"]["all"][1] >= 0.90

    def test_two_requests(self, model):
        figures = figures_of(model, *judge(model, read_requests(), DAY))

        assert figures["shares"]["all requests found"] >= 0.65

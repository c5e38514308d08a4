import pytest
import typer

from gonghui.ask import Case, Outcome, as_markdown, read_cases, table

SKILLS = {"join_union": "membership", "leave_union": "membership", "greet": "talk"}


def outcome(right: set[str], intent: str | None, answer: str = "好") -> Outcome:
    return Outcome(Case("1", "问", frozenset(right)), intent, 0.1, answer, None)


class TestReadCases:
    def test_takes_the_second_acceptable_intent(self, tmp_path):
        file = tmp_path / "cases.jsonl"
        file.write_text(
            '{"id": 1, "text": "问", "intent": "greet", "alt": "thank"}\n'
            '{"id": 2, "text": "问", "intent": ["greet", "thank"]}\n'
            '{"id": 3, "text": "问"}\n',
            "utf-8",
        )

        cases = read_cases(file)

        assert [case.right for case in cases] == [
            frozenset({"greet", "thank"}),
            frozenset({"greet"}),
            frozenset(),
        ]

    @pytest.mark.parametrize("line", ["x", "[]", '{"id": 1}', "7"])
    def test_names_the_line_that_is_no_question(self, tmp_path, line):
        file = tmp_path / "cases.jsonl"
        file.write_text('{"id": 1, "text": "问"}\n' + line + "\n", "utf-8")

        with pytest.raises(typer.BadParameter, match="line 2"):
            read_cases(file)


class TestAsMarkdown:
    def test_writes_question_answer_and_buttons(self):
        case = Case("1", "会费多少", frozenset())
        told = Outcome(case, "ask_union_dues", 0.1, "每月0.5%。\n不贵。", None, ("好",))

        lines = as_markdown([told]).splitlines()

        assert lines[0] == "### 1. 会费多少"
        assert [line.rstrip() for line in lines if line.startswith(">")] == [
            "> 每月0.5%。",
            "> 不贵。",
            "> 〔好〕",
        ]


class TestTable:
    def test_counts_routes_and_skills(self):
        text = table(
            [
                outcome({"join_union"}, "join_union"),
                outcome({"join_union"}, "leave_union"),
                outcome({"join_union"}, "greet"),
                outcome(set(), "greet", answer=""),
            ],
            SKILLS,
        )

        lines = [line.split() for line in text.splitlines()]
        assert ["answered", "in", "Chinese", "3/4", "75.0%"] in lines
        assert ["routed", "right", "1/3", "33.3%"] in lines
        assert ["right", "skill", "2/3", "66.7%"] in lines
        assert "1  join_union → greet" in text

    def test_an_empty_file_has_an_empty_table(self):
        assert "none labelled" in table([], SKILLS)

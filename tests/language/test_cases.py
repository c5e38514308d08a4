import json

import pytest

from language import DataError
from language.cases import Expected, read_heldout, read_lines


class TestReadHeldout:
    def test_reads_single_requests_and_several(self, tmp_path):
        (tmp_path / "legal_aid").mkdir()
        (tmp_path / "legal_aid/report_unpaid_wages.yml").write_text(
            "nlu:\n- intent: report_unpaid_wages\n  metadata: {channel: asr}\n"
            "  examples: |\n    - 欠我[八千](money)\n",
            "utf-8",
        )
        (tmp_path / "requests.yml").write_text(
            "- {text: 工资没发还有卡丢了, intents: [report_unpaid_wages, greet]}\n",
            "utf-8",
        )

        single, several = read_heldout(tmp_path)

        assert (single.text, single.intent, single.channel) == (
            "欠我八千",
            "report_unpaid_wages",
            "asr",
        )
        assert single.entities == (Expected("money", "八千"),)
        assert several.requests == ("report_unpaid_wages", "greet")
        assert several.entities is None

    @pytest.mark.parametrize("content", ["a: 1", "- {text: 喂}", "- 喂"])
    def test_names_a_file_of_another_shape(self, tmp_path, content):
        (tmp_path / "requests.yml").write_text(content, "utf-8")

        with pytest.raises(DataError, match=r"requests\.yml"):
            list(read_heldout(tmp_path))


class TestReadLines:
    def test_reads_what_was_marked_elsewhere(self, tmp_path):
        path = tmp_path / "cases.jsonl"
        lines = [
            {"text": "欠我八千", "intent": "a", "alt": "b", "channel": "asr"},
            {"text": "两件事", "intent": ["a", "b"], "entities": []},
        ]
        path.write_text("\n\n".join(map(json.dumps, lines)), "utf-8")

        first, second = read_lines(path)

        assert (first.intent, first.alternatives, first.channel) == ("a", ("b",), "asr")
        assert first.entities is None
        assert second.requests == ("a", "b")
        assert second.entities == ()

    @pytest.mark.parametrize("line", ["{", '{"text": "喂"}', "[1]", '{"intent": "a"}'])
    def test_names_the_line_of_another_shape(self, tmp_path, line):
        path = tmp_path / "cases.jsonl"
        path.write_text('{"text": "喂", "intent": "greet"}\n' + line, "utf-8")

        with pytest.raises(DataError, match="line 2"):
            list(read_lines(path))

import json

import pytest
from typer.testing import CliRunner

from gonghui.cli import app


class TestCommand:
    @pytest.mark.parametrize(
        ("form", "most"), [("funasr", 1000), ("tencent", 1000), ("aliyun", 500)]
    )
    def test_writes_the_unions_words_within_the_limits(self, tmp_path, form, most):
        out = tmp_path / "words"

        done = CliRunner().invoke(
            app, ["hotwords", "--format", form, "--out", str(out)]
        )

        assert done.exit_code == 0, done.output
        text = out.read_text("utf-8")
        words = json.loads(text) if form == "aliyun" else text.splitlines()
        assert most // 2 < len(words) <= most
        assert "圆梦计划" in text
        assert "公会" not in text

    def test_another_recogniser_is_wrong_usage(self):
        assert CliRunner().invoke(app, ["hotwords", "--format", "x"]).exit_code == 2

    def test_writes_a_phrase_and_a_weight_a_line(self, tmp_path):
        out = tmp_path / "words.tsv"

        done = CliRunner().invoke(
            app, ["hotwords", "--format", "plain", "--out", str(out), "--most", "200"]
        )

        assert done.exit_code == 0, done.output
        lines = [line.split("\t") for line in out.read_text("utf-8").splitlines()]
        phrases = [phrase for phrase, _ in lines]
        weights = [int(weight) for _, weight in lines]
        assert len(phrases) == len(set(phrases)) == 200
        assert weights == sorted(weights, reverse=True)
        assert {"工会", "圆梦计划", "法律援助"} <= set(phrases)
        assert not {"公会", "请问", "有没有"} & set(phrases)

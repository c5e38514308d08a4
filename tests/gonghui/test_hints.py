from typer.testing import CliRunner

from gonghui.cli import app


class TestCommand:
    def test_writes_a_phrase_and_a_weight_a_line(self, tmp_path):
        out = tmp_path / "hints.tsv"

        done = CliRunner().invoke(app, ["hints", "--out", str(out), "--most", "200"])

        assert done.exit_code == 0, done.output
        lines = [line.split("\t") for line in out.read_text("utf-8").splitlines()]
        phrases = [phrase for phrase, _ in lines]
        weights = [int(weight) for _, weight in lines]
        assert len(phrases) == len(set(phrases)) == 200
        assert weights == sorted(weights, reverse=True)
        assert {"工会", "圆梦计划", "法律援助"} <= set(phrases)
        assert not {"公会", "请问", "有没有"} & set(phrases)

import json

import pytest
from typer.testing import CliRunner

from gonghui.transcripts import transcripts
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALL = calls()[0]


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *paths: runner.invoke(transcripts, ["read", *map(str, paths)])


class TestRead:
    def test_prints_a_line_a_call_and_a_line_a_refusal(self, run, tmp_path):
        good, bad = tmp_path / "c1.json", tmp_path / "c2.json"
        good.write_bytes(WRITERS["aliyun"](CALL))
        bad.write_bytes(WRITERS["aliyun"](CALL)[:300])

        result = run(good, bad, tmp_path / "c3.json")

        assert result.exit_code == 1
        [line] = result.stdout.splitlines()
        told = json.loads(line)
        assert told["source"] == "aliyun"
        assert told["segments"][0]["party"] == "agent"
        assert told["segments"][0]["text"] == CALL.segments[0].text
        assert told["original"]["bytes"] == good.stat().st_size
        assert len(told["original"]["sha512"]) == 128
        assert {s["party"] for s in told["speakers"]} == {"agent", "customer"}
        cut, missing = result.stderr.splitlines()
        assert "没有传完整" in cut
        assert "ends in the middle" in cut
        assert "c3.json: No such file" in missing

    def test_all_taken_is_exit_code_zero(self, run, tmp_path):
        path = tmp_path / "c1.csv"
        path.write_bytes(WRITERS["table_gbk"](CALL))

        result = run(path)

        assert (result.exit_code, result.stderr) == (0, "")
        assert "GBK" in json.loads(result.stdout)["notes"][0]

    def test_a_name_can_not_command_the_terminal(self, run, tmp_path):
        path = tmp_path / "a\x1b[2Jb.json"
        path.write_bytes(b"")

        assert "\x1b" not in run(path).stderr

    def test_a_folder_is_refused(self, run, tmp_path):
        assert "Is a directory" in run(tmp_path).stderr

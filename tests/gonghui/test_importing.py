import sqlite3

import pytest
from typer.testing import CliRunner

from gonghui.members import members
from gonghui.organisations import organisations
from gonghui.sites import sites


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def run(app, *arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def count(data_dir, table: str) -> int:
    connection = sqlite3.connect(data_dir / "gonghui.db")
    try:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    finally:
        connection.close()


class TestMembers:
    def test_are_generated_and_taken_in(self, data_dir, tmp_path):
        file = tmp_path / "m.csv"

        assert run(members, "generate", "--count", 200, "--out", file).exit_code == 0
        done = run(members, "import", file)

        assert done.exit_code == 0
        assert "新增 200 · 更新 0 · 退回 0" in done.stderr
        assert "还没有登记" in done.stderr  # their unions were not taken in
        assert count(data_dir, "members") == 200

    def test_bad_rows_are_told_without_personal_data(self, data_dir, tmp_path):
        file = tmp_path / "m.csv"
        run(members, "generate", "--count", 20, "--out", file)
        lines = file.read_text("utf-8-sig").splitlines()
        number = lines[5].split(",")[1]
        lines[5] = lines[5].replace(number, number[:16] + "1" + number[17])
        file.write_text("\n".join(lines))

        done = run(members, "import", file)

        assert done.exit_code == 1
        assert "第 6 行 证件号码：校验位不对" in done.stderr
        assert number[:14] not in done.output
        assert lines[5].split(",")[2] not in done.output
        assert count(data_dir, "members") == 19

    def test_a_file_of_another_kind_is_told(self, tmp_path):
        file = tmp_path / "m.csv"
        file.write_text("甲,乙\n1,2\n")

        done = run(members, "import", file)

        assert done.exit_code == 1
        assert "表头里没有“姓名”“证件号码”" in done.stderr

    def test_the_same_file_again_is_told(self, tmp_path):
        file = tmp_path / "m.csv"
        run(members, "generate", "--count", 5, "--out", file)
        run(members, "import", file)

        done = run(members, "import", file)

        assert done.exit_code == 0
        assert "已经导入过" in done.stderr

    @pytest.mark.parametrize(
        "arguments",
        [("import", "/no/such/file"), ("generate", "--count", "0", "--out", "x")],
    )
    def test_wrong_usage(self, arguments):
        assert run(members, *arguments).exit_code == 2


class TestTree:
    def test_is_generated_taken_in_and_placed(self, data_dir, tmp_path):
        file = tmp_path / "o.csv"

        made = run(organisations, "generate", "--count", 600, "--out", file)
        done = run(organisations, "import", file)

        assert (made.exit_code, done.exit_code) == (0, 0)
        assert count(data_dir, "organisations WHERE path LIKE '/%'") == 600

    def test_too_few_are_wrong_usage(self, tmp_path):
        done = run(organisations, "generate", "--count", 3, "--out", tmp_path / "o.csv")

        assert done.exit_code == 2


class TestSites:
    def test_are_generated_and_taken_in(self, data_dir, tmp_path):
        file = tmp_path / "s.csv"

        assert run(sites, "generate", "--out", file).exit_code == 0
        assert run(sites, "import", file).exit_code == 0

        assert count(data_dir, "sites") > 150

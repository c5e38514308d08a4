import sqlite3
from datetime import date

import pytest
from typer.testing import CliRunner

from gonghui.members import members
from gonghui.organisations import organisations
from gonghui.sites import sites
from tests.helpdesk.imports.tables import id_number, person, table


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

    def test_every_bad_row_is_named_and_the_good_ones_are_in(self, data_dir, tmp_path):
        """The list of the issue, in one file."""
        rows = [person(n) for n in range(1, 9)]
        rows[1]["证件号码"] = id_number(2)[:17] + "5"
        rows[2]["证件号码"] = id_number(3, date(2099, 1, 1))
        rows[3]["手机号码"] = rows[0]["手机号码"]
        rows[4]["姓名"] = ""
        rows[5]["所在工会"] = "长" * 350_000  # a megabyte
        rows[6]["姓名"] = "=WEBSERVICE(1)"
        file = tmp_path / "会员.csv"
        file.write_bytes(table(*rows, encoding="gbk"))

        done = run(members, "import", file)

        assert done.exit_code == 1
        for line in (
            "第 3 行 证件号码：校验位不对",
            "第 4 行 证件号码：证件号码里的出生日期在今天之后",
            "第 5 行 手机号码：与本文件第 2 行另一条记录相同",
            "第 6 行 姓名：没有填",
            "第 7 行 所在工会：内容太长（350000 字",
            "第 8 行 姓名：以 = + - @ 开头",
            "新增 2 · 更新 0 · 退回 6",
        ):
            assert line in done.stderr
        assert count(data_dir, "members") == 2

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("空.csv", b"", "文件是空的"),
            ("断.xlsx", b"PK\x03\x04half", "xlsx 文件不完整"),
            ("旧.xls", b"\xd0\xcf\x11\xe0", "旧格式 .xls"),
        ],
    )
    def test_a_file_that_can_not_be_read_is_told(self, tmp_path, name, content, why):
        (tmp_path / name).write_bytes(content)

        done = run(members, "import", tmp_path / name)

        assert done.exit_code == 1
        assert why in done.stderr

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

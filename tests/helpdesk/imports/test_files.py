"""Whole files: encodings, headers, workbooks, and what is turned down at the door."""

import io

import openpyxl
import pytest

from helpdesk.errors import UnreadableFile
from helpdesk.imports.columns import columns, read_header
from helpdesk.imports.opening import open_source
from helpdesk.imports.sources import Position
from helpdesk.imports.text import detect_encoding, records
from helpdesk.models import ImportKind
from tests.helpdesk.imports.tables import (
    HEADER,
    id_number,
    person,
    table,
    take_in,
    told,
)


def opened(path, content: bytes, **options):
    path.write_bytes(content)
    return open_source(path, ImportKind.members, **options)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "会员.csv"


class TestEncoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
    async def test_is_found_and_the_rows_go_in(self, settings, path, encoding):
        path.write_bytes(table(person(1), encoding=encoding))

        report = await take_in(settings, path)

        assert (report.run.added, report.run.rejected) == (1, 0)

    def test_one_bad_byte_does_not_make_utf8_another(self, path):
        path.write_bytes(table(person(1)) + b"\xff,\n")

        assert detect_encoding(path) == "utf-8-sig"

    async def test_the_row_of_a_bad_byte_is_named(self, settings, path):
        path.write_bytes(table(person(1)) + b"\xff\xff,1\n")

        report = await take_in(settings, path)

        assert (report.run.added, told(report)) == (1, [(3, "", "unreadable")])


class TestHeader:
    @pytest.mark.parametrize(
        "cells",
        [("姓名", "身份证号"), ("会员姓名 *", "证件号码（必填）"), ("姓 名", "证件号")],
    )
    def test_is_known_in_other_words(self, cells):
        assert read_header(ImportKind.members, cells).names == ("name", "id_number")

    def test_ignores_what_nobody_knows(self):
        header = read_header(ImportKind.members, (*HEADER, "爱好"))

        assert header.ignored == ["爱好"]

    def test_missing_columns_are_named(self):
        with pytest.raises(UnreadableFile) as told:
            read_header(ImportKind.members, ("name", "手机"))

        assert "姓名”“证件号码" in told.value.why
        assert "身份证号" in told.value.remedy

    def test_two_columns_for_one_are_named(self):
        with pytest.raises(UnreadableFile, match="不止一次"):
            read_header(ImportKind.members, ("姓名", "证件号码", "手机", "手机号"))

    @pytest.mark.parametrize("kind", ImportKind)
    def test_no_name_means_two_columns(self, kind):
        titles = [t for c in columns(kind).values() for t in (c.title, *c.also)]

        assert len(titles) == len(set(titles))

    @pytest.mark.parametrize("mark", [",", "\t", ";"])
    def test_tells_the_delimiter(self, path, mark):
        content = f"姓名{mark}证件号码\n林测试{mark}{id_number(1)}\n".encode()

        assert opened(path, content).delimiter == mark


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "空的"),
            (b"\xef\xbb\xbf\r\n", "空的"),
            (b"\xd0\xcf\x11\xe0rest", "xls"),
            ("姓名,证件号码\n".encode("utf-16"), "UTF-16"),
            (b"\x00\x01\x02", "不是文本"),
            ("姓名,证件号码\n".encode(), "只有表头"),
            ("甲,乙\n1,2\n".encode(), "表头里没有"),
            (b"PK\x03\x04 and then nothing", "不完整"),
        ],
    )
    def test_are_named(self, path, content, why):
        with pytest.raises(UnreadableFile) as told:
            opened(path, content)

        assert why in told.value.why
        assert told.value.remedy


class TestRecords:
    def split(self, content: bytes):
        return list(records(io.BytesIO(content)))

    def test_keep_quoted_line_breaks_together(self):
        assert self.split(b'a,"b\nc"\nd\n') == [b'a,"b\nc"\n', b"d\n"]

    def test_an_open_quote_spoils_its_line_only(self):
        lines = [b'a,"b\n', *[b"line %d\n" % n for n in range(40)]]

        assert self.split(b"".join(lines)) == lines

    def test_an_endless_line_is_cut(self):
        found = self.split(b"x" * (9 << 20) + b"\nnext\n")

        assert len(found) == 2
        assert len(found[0]) < 5 << 20
        assert found[1] == b"next\n"


class TestTextSource:
    def test_goes_on_at_a_byte(self, path):
        rows = [person(n) for n in range(1, 8)]
        source = opened(path, table(*rows), rows=3)

        whole = list(source.chunks(Position()))
        rest = list(source.chunks(whole[0].end))

        assert [chunk.first_row for chunk in whole] == [2, 5, 8]
        assert rest == whole[1:]


def workbook(path, *rows) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)


class TestWorkbook:
    async def test_rows_go_in(self, settings, tmp_path):
        path = tmp_path / "会员.xlsx"
        cells = [list(person(n).values()) for n in range(1, 6)]
        cells[0][2] = 13800139001  # a number, as spreadsheets keep phones
        workbook(path, HEADER, *cells)

        report = await take_in(settings, path, rows=2)

        assert (report.run.added, report.run.rejected) == (5, 0)

    async def test_bad_cells_are_named(self, settings, tmp_path):
        path = tmp_path / "会员.xlsx"
        good, formula, number = (list(person(n).values()) for n in range(1, 4))
        formula[0] = "=1+1"
        number[1] = 4.40300192805010e17
        workbook(path, HEADER, good, formula, number)

        report = await take_in(settings, path)

        assert report.run.added == 1
        assert told(report) == [
            (3, "姓名", "formula"),
            (4, "证件号码", "scientific"),
        ]

    def test_a_truncated_one_is_named(self, tmp_path):
        path = tmp_path / "会员.xlsx"
        workbook(path, HEADER, *(list(person(n).values()) for n in range(1, 99)))
        path.write_bytes(path.read_bytes()[:-200])

        with pytest.raises(UnreadableFile, match="不完整"):
            open_source(path, ImportKind.members)

    def test_one_with_a_hole_is_named(self, tmp_path):
        path = tmp_path / "会员.xlsx"
        workbook(path, HEADER, *(list(person(n).values()) for n in range(1, 990)))
        content = bytearray(path.read_bytes())
        middle = content.find(b"sheet1.xml") + 3000
        content[middle : middle + 2000] = bytes(2000)
        path.write_bytes(content)

        with pytest.raises(UnreadableFile, match="损坏"):
            list(open_source(path, ImportKind.members).chunks(Position()))

    def test_goes_on_at_a_row(self, tmp_path):
        path = tmp_path / "会员.xlsx"
        workbook(path, HEADER, *(list(person(n).values()) for n in range(1, 8)))
        source = open_source(path, ImportKind.members, rows=3)

        whole = list(source.chunks(Position()))

        assert list(source.chunks(whole[0].end)) == whole[1:]
        assert [chunk.first_row for chunk in whole] == [2, 5, 8]

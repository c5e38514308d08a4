"""Every kind of bad row, each named with its column; good neighbours go in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.imports.checks import Check
from helpdesk.imports.columns import columns, read_header
from helpdesk.imports.faults import Fault
from helpdesk.imports.reading import (
    Wrong,
    clean,
    read_day,
    read_heads,
    read_id_number,
    read_member_number,
    read_mobile,
    read_street,
)
from helpdesk.imports.shapes import DAYS, LIMITS, PERSON_NAME_LIMIT, SHAPES
from helpdesk.imports.sources import Chunk, Position
from helpdesk.imports.worker import Order, Worker
from helpdesk.models import Base, ImportKind
from helpdesk.numbers import id_check_digit
from helpdesk.sealing import KeyRing
from tests.helpdesk.imports.tables import HEADER, id_number, person

TITLES = ("姓名", "证件号码", "手机号码", "会员号", "会籍状态", "所在工会", "入会日期")
TOMORROW = date.today() + timedelta(days=2)  # noqa: DTZ011 - a day ahead anywhere
MEGABYTE = "长" * 350_000


def faults(**changes):
    check = Check(ImportKind.members, read_header(ImportKind.members, TITLES))
    row = check.row([(person(1) | changes).get(title, "") for title in TITLES])
    return [(fault.title, fault.code) for fault in row.faults]


class TestMemberRow:
    def test_is_right(self):
        assert faults() == []

    @pytest.mark.parametrize(
        ("title", "cell", "code"),
        [
            ("姓名", "", "empty"),
            ("姓名", "—", "empty"),
            ("姓名", "王", "bad_name"),
            ("姓名", "王小明1", "bad_name"),
            ("姓名", MEGABYTE, "too_long"),
            ("姓名", "=1+1", "formula"),
            ("姓名", "@SUM(A1)", "formula"),
            ("姓名", "＝cmd|' /C calc'!A0", "formula"),
            ("姓名", "王小\x07明", "unreadable"),
            ("证件号码", "", "empty"),
            ("证件号码", "44030019280501001", "id_length"),
            ("证件号码", "440300280501001", "id_length"),
            ("证件号码", "44030019280501001A", "id_characters"),
            ("证件号码", "4.40300192805E+17", "scientific"),
            ("证件号码", id_number(1)[:17] + "5", "id_checksum"),
            ("证件号码", '="440300192805010018"', "formula"),
            ("证件号码", id_number(1, TOMORROW), "birth_future"),
            ("手机号码", "12345678901", "bad_phone"),
            ("手机号码", "1380013900", "bad_phone"),
            ("手机号码", "1.38001E+10", "scientific"),
            ("手机号码", "=13800139001", "formula"),
            ("会员号", "7700000010", "bad_member_number"),
            ("会籍状态", "在職", "unknown_choice"),
            ("入会日期", "2019年13月1日", "bad_date"),
            ("入会日期", "去年", "bad_date"),
            ("入会日期", TOMORROW.isoformat(), "date_future"),
        ],
    )
    def test_names_the_bad_cell(self, title, cell, code):
        assert faults(**{title: cell}) == [(title, code)]

    def test_names_all_that_is_wrong_at_once(self):
        assert faults(姓名="", 手机号码="1") == [
            ("姓名", "empty"),
            ("手机号码", "bad_phone"),
        ]

    def test_tells_a_day_of_birth_that_is_none(self):
        body = "44030019280230001"
        assert faults(证件号码=body + id_check_digit(body)) == [
            ("证件号码", "birth_invalid")
        ]

    def test_takes_what_people_write(self):
        number = id_number(1)
        spread = f" {number[:6]} {number[6:14]}　{number[14:]}"

        assert faults(证件号码=spread, 手机号码="＋86 138-0013-9001") == []

    def test_with_more_cells_than_headers_is_out(self):
        check = Check(ImportKind.members, read_header(ImportKind.members, HEADER))
        cells = [*person(1).values(), "多", "余"]

        assert [fault.code for fault in check.row(cells).faults] == ["too_many_cells"]

    def test_with_fewer_cells_is_filled_up(self):
        check = Check(ImportKind.members, read_header(ImportKind.members, HEADER))

        assert check.row(["林测试", id_number(1)]).faults == []


def worker(encoding="utf-8-sig"):
    header = read_header(ImportKind.members, HEADER)
    keys = KeyRing({"k1": b"f" * 32}, b"l" * 32)
    order = Order(ImportKind.members, header, encoding, ",", keys, {}, True)
    return Worker(order)


class TestWorker:
    def check(self, *records: bytes, encoding="utf-8-sig"):
        end = Position(1 + len(records), 0)
        return worker(encoding).chunk(Chunk(2, end, list(records)))

    def test_passes_empty_rows_over(self):
        checked = self.check(b"\n", b",,,,,\r\n", b"")

        assert (checked.candidates, checked.rejected) == ([], [])

    @pytest.mark.parametrize(
        ("record", "code"),
        [
            (b"\xe6\x9e\x80\xff,1\n", "unreadable"),
            ('林"测试,1\n'.encode(), "quote"),
            (b"a" * (5 << 20), "line_too_long"),
        ],
    )
    def test_names_rows_that_can_not_be_split(self, record, code):
        [rejected] = self.check(record).rejected

        assert (rejected.row, rejected.faults[0].code) == (2, code)

    def test_an_active_member_without_number_is_out(self):
        cells = person(1, 会员号="")

        [rejected] = self.check(",".join(cells.values()).encode()).rejected

        assert [fault.code for fault in rejected.faults] == ["number_missing"]

    def test_seals_what_is_personal(self):
        checked = self.check(",".join(person(1).values()).encode())

        assert id_number(1) not in repr(checked.candidates)
        assert len(checked.candidates) == 1


def _wrong(reader, text):
    try:
        reader(text)
    except Wrong as wrong:
        return wrong
    return None


class TestReading:
    @pytest.mark.parametrize(
        "text", ["2019-05-01", "2019/5/1", "2019.5.1", "20190501", "2019-05-01 00:00"]
    )
    def test_reads_days_as_they_are_written(self, text):
        assert read_day(text) == date(2019, 5, 1)

    @pytest.mark.parametrize(
        "text", ["西乡街道", "西乡街道办事处", "西乡", "深圳市西乡"]
    )
    def test_reads_streets_as_they_are_written(self, text):
        assert read_street(text, "宝安") == "西乡"

    def test_a_street_lies_in_its_district(self):
        with pytest.raises(Wrong, match="unknown_street"):
            read_street("西乡", "福田")

    @pytest.mark.parametrize("text", ["很多", "1000001", "1.5.6人口"])
    def test_heads_are_a_number(self, text):
        with pytest.raises(Wrong):
            read_heads(text)

    @given(st.text(max_size=40))
    def test_no_text_breaks_a_reader(self, text):
        for reader in (
            clean,
            read_id_number,
            read_mobile,
            read_member_number,
            read_day,
        ):
            wrong = _wrong(reader, text)
            assert wrong is None or Fault(wrong.code, "", wrong.details).why

    @given(st.integers(0, 9), st.integers(0, 17))
    def test_one_wrong_digit_is_always_found(self, digit, place):
        number = id_number(1)
        changed = number[:place] + str(digit) + number[place + 1 :]
        if changed == number:
            return

        with pytest.raises(Wrong):
            read_id_number(changed)


class TestShapes:
    @pytest.mark.parametrize("kind", ImportKind)
    def test_fill_columns_that_exist(self, kind):
        shape = SHAPES[kind]
        table = Base.metadata.tables[shape.table]

        assert set(shape.columns) <= set(table.columns.keys())
        needed = {
            c.name
            for c in table.columns
            if not c.nullable and c.name not in {"id", "created_at"}
        }
        asked = {c.name for c in columns(kind).values() if c.must} | {"id_lookup"}
        assert needed <= set(shape.defaults) | asked

    @pytest.mark.parametrize("kind", ImportKind)
    def test_cut_no_text_that_the_table_can_not_hold(self, kind):
        table = Base.metadata.tables[SHAPES[kind].table]
        for name in columns(kind).keys() & table.columns.keys():
            room = getattr(table.columns[name].type, "length", None)
            limit = LIMITS.get(name)
            if name == "name" and kind is ImportKind.members:
                limit = PERSON_NAME_LIMIT
            if room and limit and name not in {"district", "street"}:
                assert limit <= room, (kind, name)

    def test_know_every_day(self):
        for shape in SHAPES.values():
            table = Base.metadata.tables[shape.table]
            days = {
                n for n in shape.columns if table.columns[n].type.python_type is date
            }
            assert days <= DAYS

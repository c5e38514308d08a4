"""Members go in row by row: added, brought up to date, or turned away and told."""

import csv
import logging
import stat

import pytest
from sqlalchemy import select

from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict
from helpdesk.imports.repository import RunRepository
from helpdesk.imports.sources import Position
from helpdesk.models import ImportRun, Member, MemberStatus, Organisation
from helpdesk.seed import DEMO_MEMBER
from helpdesk.seed.people import member_number
from tests.helpdesk.conftest import SEEDED
from tests.helpdesk.imports.tables import (
    count,
    id_number,
    person,
    phone,
    table,
    take_in,
    told,
)


async def by_id(sessions, number):
    async with read_only(sessions) as session:
        return await session.scalar(select(Member).where(Member.id_lookup == number))


class TestNewRows:
    async def test_go_in_sealed_and_are_found(self, settings, sessions, file):
        file.write_bytes(table(person(1, 手机号码="+86 " + phone(1))))

        report = await take_in(settings, file)

        assert (report.run.added, report.run.rejected) == (1, 0)
        found = await by_id(sessions, id_number(1))
        assert (found.name, found.phone) == ("林测试", phone(1))
        assert found.id_number == id_number(1)
        assert found.status is MemberStatus.active
        assert found.created_at.tzinfo is not None
        async with read_only(sessions) as session:
            same = select(Member.id).where(Member.phone_lookup == phone(1))
            assert await session.scalar(same) == found.id

    async def test_begin_with_the_defaults_where_the_file_is_silent(
        self, settings, sessions, file
    ):
        file.write_bytes(table(person(1), header=("姓名", "证件号码")))

        await take_in(settings, file)

        found = await by_id(sessions, id_number(1))
        assert found.status is MemberStatus.registered
        assert (found.phone, found.member_number) == (None, None)

    async def test_hang_under_their_union(self, settings, sessions, file):
        async with read_only(sessions) as session:
            union = await session.scalar(select(Organisation).limit(1))
        file.write_bytes(table(person(1, 所在工会=union.name)))

        await take_in(settings, file)

        assert (await by_id(sessions, id_number(1))).organisation_id == union.id

    async def test_keep_the_name_of_a_union_that_is_not_on_record(
        self, settings, sessions, file
    ):
        file.write_bytes(table(person(1, 所在工会="无此单位工会")))

        report = await take_in(settings, file)

        assert (report.run.added, report.run.unplaced) == (1, 1)
        assert report.unknown_unions == {"无此单位工会": 1}
        assert (await by_id(sessions, id_number(1))).employer == "无此单位工会"


class TestKnownRows:
    async def test_are_brought_up_to_date(self, settings, sessions, file):
        file.write_bytes(table(person(1)))
        await take_in(settings, file)
        file.write_bytes(table(person(1, 姓名="林更新", 手机号码=phone(2))))

        report = await take_in(settings, file)

        assert (report.run.added, report.run.updated) == (0, 1)
        found = await by_id(sessions, id_number(1))
        assert (found.name, found.phone) == ("林更新", phone(2))
        assert await count(sessions) == SEEDED + 1

    async def test_keep_what_an_empty_cell_does_not_tell(
        self, settings, sessions, file
    ):
        file.write_bytes(table(person(1)))
        await take_in(settings, file)
        file.write_bytes(table(person(1, 手机号码="", 会员号="", 会籍状态="")))

        await take_in(settings, file)

        found = await by_id(sessions, id_number(1))
        assert found.phone == phone(1)
        assert found.member_number == member_number(770_000_001)
        assert found.status is MemberStatus.active

    async def test_pass_a_phone_on_within_one_file(self, settings, sessions, file):
        file.write_bytes(table(person(1), person(2)))
        await take_in(settings, file)
        moved = [person(1, 手机号码=phone(3)), person(2, 手机号码=phone(1))]
        file.write_bytes(table(*moved))

        report = await take_in(settings, file)

        assert (report.run.updated, report.run.rejected) == (2, 0)
        assert (await by_id(sessions, id_number(2))).phone == phone(1)


class TestTheSameFile:
    async def test_is_not_taken_in_twice(self, settings, sessions, file):
        file.write_bytes(table(person(1), person(2, 证件号码="1")))
        await take_in(settings, file)

        report = await take_in(settings, file)

        assert report.was_done
        assert (report.run.added, report.run.rejected) == (1, 1)
        assert await count(sessions, ImportRun) == 1

    async def test_is_taken_in_again_when_asked_to(self, settings, sessions, file):
        file.write_bytes(table(person(1), person(2)))
        await take_in(settings, file)

        report = await take_in(settings, file, again=True)

        assert (report.run.added, report.run.updated) == (0, 2)
        assert await count(sessions) == SEEDED + 2

    async def test_is_left_to_the_process_that_has_it(self, settings, sessions, file):
        file.write_bytes(table(person(1)))
        report = await take_in(settings, file)

        with pytest.raises(Conflict):
            async with unit_of_work(sessions) as session:
                await RunRepository(session).advance(report.run, Position(1))


class TestRejects:
    async def test_name_row_column_reason_and_remedy(self, settings, file):
        rows = [
            person(1),
            person(2, 证件号码="440300192805010020"),
            person(3, 姓名=""),
        ]
        file.write_bytes(table(*rows))

        report = await take_in(settings, file)

        lines = list(csv.reader(report.rejects.read_text("utf-8-sig").splitlines()))
        assert lines[0][:5] == ["行号", "有误的列", "原因", "改法", "姓名"]
        assert lines[1][:4] == [
            "3",
            "证件号码",
            "证件号码校验位不对，号码有错",
            "对照证件逐位核对",
        ]
        assert lines[2][:3] == ["4", "姓名", "姓名没有填"]

    async def test_are_for_their_owner_only(self, settings, file):
        file.write_bytes(table(person(1, 姓名="")))

        report = await take_in(settings, file)

        assert stat.S_IMODE(report.rejects.stat().st_mode) == 0o600

    async def test_hold_no_formula(self, settings, file):
        file.write_bytes(table(person(1, 姓名='=HYPERLINK("http://x","点我")')))

        report = await take_in(settings, file)

        assert told(report) == [(2, "姓名", "formula")]
        cells = list(csv.reader(report.rejects.read_text("utf-8-sig").splitlines()))[1]
        assert not any(cell.startswith("=") for cell in cells)

    async def test_can_be_corrected_and_taken_in(self, settings, sessions, file):
        file.write_bytes(table(person(1, 姓名="")))
        report = await take_in(settings, file)
        text = report.rejects.read_text("utf-8-sig")
        corrected = file.with_name("改好.csv")
        corrected.write_text(text.replace(",,440300", ",林改好,440300"), "utf-8-sig")

        again = await take_in(settings, corrected)

        assert (again.run.added, again.run.rejected) == (1, 0)
        assert (await by_id(sessions, id_number(1))).name == "林改好"

    async def test_leave_no_file_behind_when_there_are_none(self, settings, file):
        file.write_bytes(table(person(1)))

        report = await take_in(settings, file)

        assert not report.rejects.exists()


class TestRowsInEachOthersWay:
    async def test_a_phone_comes_twice_in_the_file(self, settings, file):
        file.write_bytes(table(person(1), person(2, 手机号码=phone(1))))

        report = await take_in(settings, file, rows=1)

        assert told(report) == [(3, "手机号码", "taken_in_file")]
        assert report.examples[0].faults[0].details == {"row": 2}

    async def test_a_phone_is_another_members(self, settings, file):
        file.write_bytes(table(person(1, 手机号码=DEMO_MEMBER.phone)))

        report = await take_in(settings, file)

        assert told(report) == [(2, "手机号码", "taken")]

    @pytest.mark.parametrize("rows", [1, 100])
    async def test_a_person_comes_twice_in_the_file(
        self, settings, sessions, file, rows
    ):
        twice = person(1, 姓名="林重复", 手机号码=phone(5), 会员号="", 会籍状态="")
        file.write_bytes(table(person(1), twice))

        report = await take_in(settings, file, rows=rows)

        assert told(report) == [(3, "证件号码", "repeated_in_file")]
        assert (await by_id(sessions, id_number(1))).name == "林测试"


class TestAtRest:
    @pytest.mark.only_sqlite
    async def test_nothing_personal_lies_in_the_clear(
        self, settings, sessions, engine, file, caplog
    ):
        people = [person(n, 手机号码=f"1540000{n:04d}") for n in range(1, 200)]
        file.write_bytes(table(*people))

        with caplog.at_level(logging.DEBUG):
            report = await take_in(settings, file, rows=50)

        assert report.run.added == 199
        await engine.dispose()
        kept = [p for p in settings.data_dir.iterdir() if p.name.startswith("gonghui")]
        disk = b"".join(path.read_bytes() for path in kept)
        assert "林测试".encode() in disk  # the bytes can be searched
        for one in people:
            assert one["手机号码"].encode() not in disk
            assert one["证件号码"].encode() not in disk
            assert one["证件号码"] not in caplog.text

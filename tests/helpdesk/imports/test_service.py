import asyncio
import csv
import logging
import os
import signal
import stat
import subprocess
import sys
import time as wall

import pytest
from sqlalchemy import func, select

from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict
from helpdesk.generation import write_members, write_organisations
from helpdesk.imports.repository import RunRepository
from helpdesk.imports.sources import Position
from helpdesk.models import ImportKind, ImportRun, Member, MemberStatus, Organisation
from helpdesk.seed import DEMO_MEMBER
from helpdesk.seed.people import member_number
from tests.helpdesk.conftest import SEEDED, environment
from tests.helpdesk.imports.tables import (
    id_number,
    person,
    phone,
    table,
    take_in,
    told,
)

TREE = "工会名称,工会类型,上级工会\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "会员.csv"


async def by_id(sessions, number):
    async with read_only(sessions) as session:
        return await session.scalar(select(Member).where(Member.id_lookup == number))


async def count(sessions, model=Member):
    async with read_only(sessions) as session:
        return await session.scalar(select(func.count(model.id)))


async def named(sessions, *names: str) -> list[Organisation]:
    async with read_only(sessions) as session:
        found = await session.scalars(
            select(Organisation).where(Organisation.name.in_(names))
        )
        unions = {union.name: union for union in found}
        return [unions[name] for name in names]


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


RUN = """
import asyncio, sys
from pathlib import Path
from helpdesk.config import Settings
from helpdesk.imports.service import Importer
from helpdesk.models import ImportKind
importer = Importer(Settings(_env_file=None), ImportKind.members, rows=200, workers=1)
asyncio.run(importer.take_in(Path(sys.argv[1])))
"""


class TestKill:
    async def test_half_way_changes_nothing_in_the_end(self, settings, sessions, file):
        """Every fiftieth row is bad; whole and interrupted runs end alike."""
        rows = [
            person(n, 手机号码="", 会员号="", 会籍状态="") | _nameless(n % 50 == 0)
            for n in range(1, 1000)
        ]
        rows += [dict(row, 姓名="又一遍") for row in rows[:10]]
        file.write_bytes(table(*rows))
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(file)], env=environment(settings)
        )
        run = await _under_way(sessions, process)
        process.send_signal(signal.SIGKILL)
        process.wait()

        report = await take_in(settings, file, rows=200)

        assert run.finished_at is None
        assert report.resumed_at >= run.last_row > 1
        assert (report.run.added, report.run.rejected) == (980, 29)
        assert await count(sessions) == SEEDED + 980
        lines = list(csv.reader(report.rejects.read_text("utf-8-sig").splitlines()))
        assert [int(line[0]) for line in lines[1:]] == [
            *range(51, 1001, 50),
            *range(1001, 1011),
        ]


def _nameless(is_bad):
    return {"姓名": ""} if is_bad else {}


async def _under_way(sessions, process):
    """Wait until some chunks are in, and not all."""
    deadline = wall.monotonic() + 60
    while wall.monotonic() < deadline and process.poll() is None:
        async with read_only(sessions) as session:
            run = await session.scalar(select(ImportRun))
        if run and run.last_row > 1:
            return run
        await asyncio.sleep(0.005)
    pytest.fail("the import was not seen at work")


class TestWorkers:
    async def test_end_when_their_parent_is_killed(self, settings, file, tmp_path):
        write_members(file, 20_000)
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(file)], env=environment(settings)
        )
        children = await _children(process.pid)
        process.kill()
        process.wait()

        deadline = wall.monotonic() + 20
        while wall.monotonic() < deadline and any(map(_lives, children)):
            await asyncio.sleep(0.1)

        assert children
        assert not any(map(_lives, children))


async def _children(pid):
    for _ in range(600):
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            if found := [int(child) for child in file.read().split()]:
                return found
        await asyncio.sleep(0.05)
    pytest.fail("no worker was started")


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"


class TestOrganisations:
    async def test_a_whole_tree_goes_in_and_again(self, settings, sessions, tmp_path):
        file = tmp_path / "工会.csv"
        write_organisations(file, 600)

        report = await take_in(settings, file, ImportKind.organisations, rows=100)

        assert report.run.rejected == 0
        async with read_only(sessions) as session:
            orphans = select(func.count(Organisation.id)).where(
                Organisation.parent_id.is_(None)
            )
            assert await session.scalar(orphans) == 1
        again = await take_in(settings, file, ImportKind.organisations, again=True)
        assert (again.run.added, again.run.updated) == (0, 600)

    async def test_new_unions_stand_at_their_places(self, settings, sessions, file):
        file.write_text(TREE + "测试社区工会联合会,社区工联会,西乡街道总工会\n")

        await take_in(settings, file, ImportKind.organisations)

        above, union = await named(sessions, "西乡街道总工会", "测试社区工会联合会")
        assert union.path == f"{above.path}{union.id}/"

    async def test_a_moved_union_takes_what_is_below_it_along(
        self, settings, sessions, file
    ):
        community, trade = "测试社区工会联合会", "测试餐饮工会"
        below = f"{community},社区工联会,西乡街道总工会\n{trade},企业工会,{community}\n"
        file.write_text(TREE + below)
        await take_in(settings, file, ImportKind.organisations)
        file.write_text(TREE + f"{community},社区工联会,福永街道总工会\n")

        await take_in(settings, file, ImportKind.organisations)

        above, *moved = await named(sessions, "福永街道总工会", community, trade)
        assert moved[0].path == f"{above.path}{moved[0].id}/"
        assert moved[1].path == f"{moved[0].path}{moved[1].id}/"

    async def test_a_union_needs_the_one_above_first(self, settings, tmp_path):
        file = tmp_path / "工会.csv"
        file.write_text(
            "工会名称,工会类型,上级工会\n"
            "新新新社区工会联合会,社区工联会,没有的街道总工会\n"
            "新新新总工会,区总工会,西乡街道总工会\n"
        )

        report = await take_in(settings, file, ImportKind.organisations)

        assert told(report) == [
            (2, "上级工会", "parent_missing"),
            (3, "上级工会", "parent_wrong"),
        ]


class TestSites:
    async def test_go_in_and_bad_ones_stay_out(self, settings, tmp_path):
        file = tmp_path / "阵地.csv"
        file.write_text(
            "名称,类型,所在区,所在街道,地址,开放时间\n"
            "示范驿站一,暖蜂驿站,宝安区,西乡街道,示范路1号,每天\n"
            "示范驿站二,暖蜂驿站,东莞,西乡街道,示范路2号,每天\n"
            "示范驿站三,茶馆,福田,西乡,示范路3号,每天\n"
        )

        report = await take_in(settings, file, ImportKind.sites)

        assert report.run.added == 1
        assert told(report) == [
            (3, "所在区", "unknown_district"),
            (4, "类型", "unknown_choice"),
            (4, "所在街道", "unknown_street"),
        ]


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

"""Processes that are killed at an import: nothing is lost, no worker is left."""

import asyncio
import csv
import os
import signal
import subprocess
import sys
import time as wall

import pytest
from sqlalchemy import select

from helpdesk.database import read_only
from helpdesk.generation import write_members
from helpdesk.models import ImportRun
from tests.helpdesk.conftest import SEEDED, environment
from tests.helpdesk.imports.tables import count, person, table, take_in

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

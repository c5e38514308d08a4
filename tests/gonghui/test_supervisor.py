import asyncio
import io
import os
import re
import sys
from pathlib import Path

import pytest

from gonghui import supervisor as module
from gonghui.supervisor import Child, Supervisor


def child(name: str, program: str, **environment: str) -> Child:
    return Child(
        name,
        (sys.executable, "-u", "-c", program),
        Path.cwd(),
        os.environ | environment,
    )


async def until(condition, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class TestRun:
    async def test_prefixes_each_line_with_its_speaker(self):
        log = io.StringIO()
        supervisor = Supervisor(
            [
                child("bot", "print('你好'); input()"),
                child("worker", "import time; time.sleep(60)"),
            ],
            log,
        )
        running = asyncio.create_task(supervisor.run())

        await until(lambda: "你好" in log.getvalue())
        supervisor.stop()
        await running

        assert "bot    │ 你好\n" in log.getvalue()

    async def test_starts_again_who_dies_and_waits_longer_each_time(self, monkeypatch):
        monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
        log = io.StringIO()
        supervisor = Supervisor([child("bot", "raise SystemExit(3)")], log)
        running = asyncio.create_task(supervisor.run())

        await until(lambda: log.getvalue().count("started") >= 3)
        supervisor.stop()
        await running

        said = r"ended \(3\); starting again in ([\d.]+) s"
        pauses = re.findall(said, log.getvalue())
        assert [float(pause) for pause in pauses[:2]] == [0.05, 0.1]

    async def test_reports_a_command_that_does_not_exist(self):
        log = io.StringIO()
        missing = Child("bot", ("/no/such/program",), Path.cwd(), {})
        supervisor = Supervisor([missing], log)
        running = asyncio.create_task(supervisor.run())

        await until(lambda: "No such file" in log.getvalue())
        supervisor.stop()
        await running

    async def test_survives_a_line_without_an_end(self):
        log = io.StringIO()
        endless = "print('x' * 3_000_000); print('after'); import time; time.sleep(60)"
        supervisor = Supervisor([child("bot", endless)], log)
        running = asyncio.create_task(supervisor.run())

        await until(lambda: "after" in log.getvalue())
        supervisor.stop()
        await running


class TestStop:
    async def test_ends_every_child(self):
        supervisor = Supervisor(
            [child(name, "import time; time.sleep(60)") for name in ("a", "b")],
            io.StringIO(),
        )
        running = asyncio.create_task(supervisor.run())
        await until(lambda: supervisor.pid("a") and supervisor.pid("b"))
        pids = [supervisor.pid(name) for name in ("a", "b")]

        supervisor.stop()
        await running

        assert not any(alive(pid) for pid in pids)

    async def test_kills_a_child_that_will_not_end(self, monkeypatch):
        monkeypatch.setattr(module, "STOP_SECONDS", 0.3)
        log = io.StringIO()
        stubborn = (
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
            "print('deaf'); time.sleep(60)"
        )
        supervisor = Supervisor([child("bot", stubborn)], log)
        running = asyncio.create_task(supervisor.run())
        await until(lambda: "deaf" in log.getvalue())
        pid = supervisor.pid("bot")

        supervisor.stop()
        await asyncio.wait_for(running, 5)

        assert not alive(pid)

    @pytest.mark.parametrize("pause", [0.0, 0.01, 0.05])
    async def test_may_come_while_a_child_is_starting(self, pause):
        supervisor = Supervisor(
            [child("bot", "import time; time.sleep(60)")], io.StringIO()
        )
        running = asyncio.create_task(supervisor.run())
        await asyncio.sleep(pause)

        supervisor.stop()

        await asyncio.wait_for(running, 5)

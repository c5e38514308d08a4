import asyncio
import io
import json
import os
import re
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gonghui import supervisor as module
from gonghui.supervisor import Child, Supervisor
from observe.logs import relayed


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


def ended(pid: int) -> bool:
    """Tell whether a process that is not ours to wait for is over."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


class TestSay:
    def test_writes_lines_as_it_is_told_to(self):
        log = io.StringIO()
        supervisor = Supervisor([child("bot", "")], log, lines=relayed)

        supervisor.say("bot", '{"message": "an object"}')
        supervisor.say("bot", "no object, of 13800138000")

        first, second = map(json.loads, log.getvalue().splitlines())
        assert first == {"message": "an object"}
        assert (second["process"], second["message"]) == ("bot", "no object, of ***")


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


class TestOrder:
    async def test_who_stands_on_others_ends_first(self):
        log = io.StringIO()
        says_so = (
            "import signal, sys, time\n"
            "signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('over')))\n"
            "print('up'); time.sleep(60)"
        )
        supervisor = Supervisor(
            [
                replace(child(name, says_so), rank=rank)
                for rank, name in enumerate(("database", "api", "gateway"))
            ],
            log,
        )
        running = asyncio.create_task(supervisor.run())
        await until(lambda: log.getvalue().count("up\n") == 3)

        supervisor.stop()
        await running

        ends = re.findall(r"^(\w+) +│ over$", log.getvalue(), re.MULTILINE)
        assert ends == ["gateway", "api", "database"]


class TestAdd:
    async def test_one_more_is_kept_as_the_others_are(self):
        supervisor = Supervisor([], io.StringIO())
        running = asyncio.create_task(supervisor.run())
        await asyncio.sleep(0)

        supervisor.add(child("late", "import time; time.sleep(60)"))

        await until(lambda: supervisor.pid("late"))
        pid = supervisor.pid("late")
        supervisor.stop()
        await running
        assert not alive(pid)


class TestRunOnce:
    async def test_tells_how_a_child_ended_and_lets_it_be(self):
        log = io.StringIO()
        supervisor = Supervisor([], log)

        code = await supervisor.run_once(child("migrate", "raise SystemExit(4)"))

        assert code == 4
        assert log.getvalue().count("started") == 1

    async def test_who_waits_no_more_leaves_nothing_running(self):
        supervisor = Supervisor([], io.StringIO())
        sleeper = child("migrate", "import time; time.sleep(60)")
        waiting = asyncio.create_task(supervisor.run_once(sleeper))
        await until(lambda: supervisor.pid("migrate"))
        pid = supervisor.pid("migrate")

        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

        await until(lambda: not alive(pid))


class TestRenew:
    async def test_ends_a_child_and_starts_it_at_once(self, monkeypatch):
        monkeypatch.setattr(module, "FIRST_PAUSE", 3600.0)
        supervisor = Supervisor(
            [child("bot", "import time; time.sleep(60)")], io.StringIO()
        )
        running = asyncio.create_task(supervisor.run())
        await until(lambda: supervisor.pid("bot"))
        before = supervisor.pid("bot")

        await asyncio.wait_for(supervisor.renew("bot"), 10)

        assert supervisor.pid("bot") not in (None, before)
        assert not alive(before)
        supervisor.stop()
        await running


class TestLeftBehind:
    async def test_children_of_a_killed_child_go_with_it(self, monkeypatch):
        """Else nginx' workers would keep its port when nginx itself is gone."""
        monkeypatch.setattr(module, "FIRST_PAUSE", 3600.0)
        log = io.StringIO()
        parent = (
            "import subprocess, sys, time\n"
            "own = subprocess.Popen([sys.executable, '-c',"
            " 'import time; time.sleep(60)'])\n"
            "print('own', own.pid); time.sleep(60)"
        )
        supervisor = Supervisor([child("nginx", parent)], log)
        running = asyncio.create_task(supervisor.run())
        await until(lambda: "own" in log.getvalue())
        (grandchild,) = map(int, re.findall(r"own (\d+)", log.getvalue()))

        os.kill(supervisor.pid("nginx"), signal.SIGKILL)

        await until(lambda: "starting again" in log.getvalue())
        await until(lambda: ended(grandchild))
        supervisor.stop()
        await running


class TestChanged:
    async def test_hears_of_every_start_and_end(self):
        seen: list[int | None] = []
        supervisor = Supervisor(
            [], io.StringIO(), changed=lambda: seen.append(supervisor.pid("migrate"))
        )

        await supervisor.run_once(child("migrate", ""))

        assert seen[0] is not None
        assert seen[1] is None

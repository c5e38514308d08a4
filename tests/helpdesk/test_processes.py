"""Api, actions and worker share one database; nobody is told that it is locked."""

import asyncio
import multiprocessing
import signal
import subprocess
import sys
import time as wall
from pathlib import Path

import pytest

from helpdesk.conversations import Reply, conversations
from helpdesk.database import create_engine, create_sessions, read_only, unit_of_work
from helpdesk.models import ChannelKind
from helpdesk.notifications import notifications
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import environment

ROOT = Path(__file__).parents[2]
PROCESSES, TALKERS, TURNS = 3, 4, 8


async def _talk(sessions, name):
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(session, channel=ChannelKind.web)
    for turn in range(TURNS):
        async with unit_of_work(sessions) as session:
            held = await conversations.by_key(session, talk.key)
            message = await conversations.receive(
                session, held, message_id=f"{name}-{turn}", text="拖欠工资"
            )
        async with unit_of_work(sessions) as session:
            await tickets.open(
                session,
                category="report_unpaid_wages",
                subject="拖欠工资",
                conversation=talk,
                message_id=message.message_id,
            )
        async with unit_of_work(sessions) as session:
            await conversations.answer(session, message, [Reply("好的")])


async def _talks(settings, process):
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    await asyncio.gather(*(_talk(sessions, f"{process}-{n}") for n in range(TALKERS)))
    await engine.dispose()


def _work(settings, process):
    asyncio.run(_talks(settings, process))
    return process


class TestSharedRecords:
    async def test_is_never_locked_for_three_processes(self, settings, sessions):
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
            jobs = [(settings, process) for process in range(PROCESSES)]
            done = await asyncio.to_thread(pool.starmap, _work, jobs)

        assert sorted(done) == list(range(PROCESSES))
        async with unit_of_work(sessions) as session:
            last = await tickets.open(session, category="greet", subject="x")
        assert int(last.number[6:11]) == PROCESSES * TALKERS * TURNS + 1


@pytest.fixture
def worker(settings):
    process = subprocess.Popen(
        [sys.executable, "-m", "gonghui", "worker"],
        cwd=ROOT,
        env=environment(settings),
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.only_sqlite  # demo mode, which PostgreSQL refuses
class TestWorker:
    def test_does_not_start_with_half_a_configuration(self, settings):
        half = environment(settings) | {
            "GONGHUI_DATABASE_URL": "postgresql://nobody@127.0.0.1/nothing",
            "GONGHUI_LOOKUP_KEY": "",
        }

        ended = subprocess.run(
            [sys.executable, "-m", "gonghui", "worker"],
            cwd=ROOT,
            env=half,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode == 2
        assert "demo mode is refused" in ended.stderr
        assert "Traceback" not in ended.stderr

    async def test_delivers_and_stops_when_asked(self, sessions, worker):
        async with unit_of_work(sessions) as session:
            await notifications.send_sms(
                session,
                phone="13800138000",
                template="one_time_code",
                values={"code": "123456", "minutes": "5"},
            )

        async def shown():
            async with read_only(sessions) as session:
                return await notifications.demo_messages(session, "13800138000")

        deadline = wall.monotonic() + 30
        while not await shown() and wall.monotonic() < deadline:
            await asyncio.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        _, log = await asyncio.to_thread(worker.communicate, None, 10)

        assert [message.text[-50:] for message in await shown()]
        assert worker.returncode == 0
        assert "worker stopped" in log
        assert "13800138000" not in log

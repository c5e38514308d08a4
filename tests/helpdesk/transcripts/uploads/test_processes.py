"""Worker processes share an upload; one that is killed is followed by another."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from gonghui.places import models
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.models import CallRecord, JobState, Ticket, TranscriptJob
from helpdesk.transcripts.uploads import Spool, uploads
from tests.helpdesk.conftest import environment
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.records.broken import zipped
from tests.helpdesk.transcripts.writers import WRITERS

ROOT = Path(__file__).parents[4]
FORMATS = ("aliyun", "tencent", "vcon", "webvtt", "huawei")
FILES = {f"{c.id}.{w}": WRITERS[w](c) for c in calls() for w in FORMATS}
PATIENCE = 120.0  # seconds, on a busy machine


@pytest.fixture
def start(settings):
    """Start workers that understand Chinese; stop those that are left."""
    (settings.data_dir / "models").symlink_to(models(Settings()).resolve())
    started = []

    def start():
        command = [sys.executable, "-m", "gonghui", "worker"]
        own = environment(settings)
        started.append(subprocess.Popen(command, cwd=ROOT, env=own))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
async def job(settings, sessions):
    writing = Spool(settings.data_dir)
    writing.write(zipped(FILES))
    async with unit_of_work(sessions) as session:
        return await uploads.submit(session, writing.finish(), name="七月.zip")


@pytest.fixture
def until(sessions, job):
    """Wait until the job is so far, and return it."""

    async def until(is_so_far):
        async with asyncio.timeout(PATIENCE):
            while True:
                async with sessions() as session:
                    found = (await uploads.standing(session, job.key)).job
                if is_so_far(found):
                    return found
                await asyncio.sleep(0.02)

    return until


@pytest.mark.timeout(400)
class TestWorkers:
    async def test_finish_what_a_killed_one_began(
        self, sessions, session, start, until
    ):
        first = start()
        begun = await until(lambda job: job.next_file > 0)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert begun.next_file < len(FILES)
        async with unit_of_work(sessions) as own:
            await own.execute(update(TranscriptJob).values(held_until=clock.now()))

        start(), start()
        done = await until(lambda job: job.state is JobState.done)

        assert (done.files, done.taken, done.refused) == (60, 60, 0)
        ours = select(func.count(CallRecord.id)).where(CallRecord.job_id == done.id)
        count = await session.scalar(ours)
        firsts = await session.scalar(ours.where(CallRecord.same_as_id.is_(None)))
        assert (count, firsts) == (60, 12)
        opened = (
            await session.scalars(
                select(Ticket.message_id).where(Ticket.conversation_id.is_(None))
            )
        ).all()
        told = [message_id for message_id in opened if message_id]
        assert told
        assert len(told) == len(set(told))

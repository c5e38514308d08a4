import asyncio
import os
import time as wall
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from helpdesk import clock, spool
from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound
from helpdesk.models import CallRecord, JobState, Ticket
from helpdesk.notifications import NoSender
from helpdesk.spool import Spool
from helpdesk.transcripts.records import service
from helpdesk.transcripts.uploads import uploads, work_off, working
from helpdesk.transcripts.uploads.service import HOLD, LATER, TRIES
from helpdesk.worker import Jobs, Providers
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.records.broken import GOOD, REFUSED, zipped
from tests.helpdesk.transcripts.records.readers import Broken, Plain
from tests.helpdesk.transcripts.writers import WRITERS

TWELVE = {f"{call.id}.json": WRITERS["aliyun"](call) for call in calls()}


@pytest.fixture
def put(settings):
    """Put bytes into the spool."""

    def put(data):
        writing = Spool(settings.data_dir)
        for start in range(0, len(data), 7000):
            writing.write(data[start : start + 7000])
        return writing.finish()

    return put


@pytest.fixture
def submit(sessions, put):
    async def submit(data, name="七月.zip"):
        async with unit_of_work(sessions) as session:
            return await uploads.submit(session, put(data), name=name)

    return submit


@pytest.fixture
def work(sessions, settings):
    async def work(reader=None, stop=None):
        await work_off(
            sessions,
            reader or Plain(),
            data_dir=settings.data_dir,
            stop=stop or asyncio.Event(),
        )

    return work


@pytest.fixture
def standing(sessions):
    async def standing(job):
        async with sessions() as session:
            return await uploads.standing(session, job.key)

    return standing


@pytest.fixture
def count(sessions):
    async def count(model):
        async with sessions() as session:
            return await session.scalar(select(func.count(model.id)))

    return count


class TestSpool:
    @pytest.mark.parametrize("size", [0, 1, spool.FRAME, spool.FRAME * 2 + 5])
    @pytest.mark.only_sqlite
    def test_gives_back_what_was_put_in(self, settings, put, size):
        data = os.urandom(size)
        stored = put(data)

        found = spool.read(settings.data_dir, path=stored.path, key=stored.key)

        assert found == data
        assert stored.size == size

    @pytest.mark.only_sqlite
    def test_holds_nothing_in_the_clear(self, settings, put):
        stored = put("张三的电话是13800131234".encode())

        assert b"13800131234" not in (settings.data_dir / stored.path).read_bytes()
        assert "key" not in repr(stored)

    @pytest.mark.only_sqlite
    @pytest.mark.parametrize("harm", ["cut", "changed", "swapped", "gone", "emptied"])
    def test_a_damaged_file_does_not_open(self, settings, put, harm):
        stored = put(os.urandom(spool.FRAME * 2))
        file = settings.data_dir / stored.path
        data = file.read_bytes()
        frame = len(data) // 2
        harmed = {
            "cut": data[:frame],
            "changed": data[:99] + bytes([data[99] ^ 1]) + data[100:],
            "swapped": data[frame:] + data[:frame],
            "emptied": b"",
        }
        file.unlink() if harm == "gone" else file.write_bytes(harmed[harm])

        with pytest.raises(NotFound):
            spool.read(settings.data_dir, path=stored.path, key=stored.key)

    @pytest.mark.only_sqlite
    def test_discarded_leaves_nothing(self, settings):
        writing = Spool(settings.data_dir)
        writing.write(b"x" * (spool.FRAME + 1))

        writing.discard()

        assert list(spool.listed(settings.data_dir)) == []


class TestSubmit:
    async def test_the_same_upload_is_the_same_job(self, submit):
        first = await submit(GOOD, name="a.json")

        again = await submit(GOOD, name="b.json")

        assert (again.key, again.path) == (first.key, first.path)

    async def test_of_many_at_once_one_is_the_job(self, submit):
        jobs = await asyncio.gather(*(submit(GOOD) for _ in range(6)))

        assert len({job.key for job in jobs}) == 1

    async def test_one_that_failed_begins_anew(self, submit, work, standing, settings):
        job = await submit(GOOD)
        spool.remove(settings.data_dir, job.path)
        await work()
        assert (await standing(job)).job.state is JobState.failed

        again = await submit(GOOD)
        await work()

        found = (await standing(again)).job
        assert (again.key, found.state, found.taken) == (job.key, JobState.done, 1)


class TestStanding:
    async def test_of_no_job_is_refused(self, session):
        with pytest.raises(NotFound):
            await uploads.standing(session, "none")


class TestWorkOff:
    async def test_an_archive_becomes_calls(self, submit, work, standing, count):
        files = {**TWELVE, "broken.json": REFUSED["只传了一半"][0], "c0.srt": b""}
        job = await submit(zipped(files))

        await work()

        found = await standing(job)
        assert (found.job.state, found.job.files) == (JobState.done, 14)
        assert (found.job.taken, found.job.known, found.job.refused) == (12, 0, 2)
        assert [(r.position, r.name, r.code) for r in found.refusals] == [
            (12, "broken.json", "truncated"),
            (13, "c0.srt", "empty_file"),
        ]
        assert "没有传完整" in found.refusals[0].reason
        assert await count(CallRecord) == 12

    async def test_leaves_no_file_behind(self, submit, work, settings):
        await submit(GOOD)

        await work()

        assert list(spool.listed(settings.data_dir)) == []

    @pytest.mark.parametrize("name", ["压缩炸弹", "指到包外", "空文件", "包里套包"])
    async def test_what_is_refused_as_a_whole_is_done(
        self, submit, work, standing, count, name
    ):
        data, code, _ = REFUSED[name]
        job = await submit(data)

        await work()

        found = await standing(job)
        assert (found.job.state, [r.code for r in found.refusals]) == (
            JobState.done,
            [code],
        )
        assert await count(CallRecord) == 0

    async def test_calls_on_record_are_known(self, submit, work, standing, count):
        await submit(zipped(TWELVE))
        await work()
        tickets = await count(Ticket)

        job = await submit(zipped({**TWELVE, "silent.json": GOOD + b"\n"}))
        await work()

        found = (await standing(job)).job
        assert (found.taken, found.known) == (1, 12)
        assert await count(Ticket) == tickets

    async def test_goes_on_where_a_killed_worker_stopped(
        self, submit, work, standing, count, time, sessions, settings, monkeypatch
    ):
        monkeypatch.setattr(working, "BATCH", 5)
        job = await submit(zipped(TWELVE))
        killed, killing = Plain(), Killed(after=5)
        with pytest.raises(asyncio.CancelledError):
            await work(killing)
        assert (await standing(job)).job.next_file == 5
        await work(killed)
        assert killed.read == 0  # held by the one that is thought to be at it

        time.forward(seconds=HOLD.total_seconds() + 1)
        await work(killed)

        found = (await standing(job)).job
        assert (killed.read, found.taken, found.state) == (7, 12, JobState.done)
        assert await count(CallRecord) == 12

    async def test_a_worker_that_was_too_slow_writes_nothing(
        self, submit, sessions, time, count
    ):
        await submit(GOOD)
        async with unit_of_work(sessions) as session:
            slow = await uploads.claim(session, by="slow")
        time.forward(seconds=HOLD.total_seconds() + 1)
        async with unit_of_work(sessions) as session:
            assert (await uploads.claim(session, by="quick")).id == slow.id

        slow.held_by = "slow"
        async with unit_of_work(sessions) as session:
            assert await uploads.advance(session, slow, [], files=1) is None

    async def test_several_workers_share(self, submit, work, count):
        for call in calls():
            await submit(WRITERS["aliyun"](call))

        await asyncio.gather(*(work() for _ in range(4)))

        assert await count(CallRecord) == 12

    async def test_what_is_never_finished_fails_at_last(
        self, submit, work, standing, time
    ):
        job = await submit(GOOD)

        for _ in range(TRIES):
            with pytest.raises(RuntimeError):
                await work(Broken())
            time.forward(seconds=HOLD.total_seconds() + 1)
        await work(Broken())

        assert (await standing(job)).job.state is JobState.failed

    async def test_waits_for_a_day_with_ticket_numbers(
        self, submit, work, standing, time, monkeypatch
    ):
        job = await submit(GOOD)
        monkeypatch.setattr(service, "SPARED", 100_000)
        for _ in range(TRIES + 1):
            await work()
            time.forward(seconds=LATER.total_seconds() + 1)
        assert (await standing(job)).job.state is JobState.running

        monkeypatch.undo()
        time.forward(days=1)
        monkeypatch.setattr(clock, "now", lambda: time.at)
        await work()

        assert (await standing(job)).job.taken == 1

    async def test_who_is_told_to_stop_lets_others_go_on(self, submit, work, standing):
        job, stop = await submit(zipped(TWELVE)), asyncio.Event()

        await work(Stopped(stop), stop)
        assert 0 < (await standing(job)).job.next_file < 12
        await work()

        assert (await standing(job)).job.state is JobState.done


class TestSweep:
    async def test_takes_what_belongs_to_nobody(self, submit, put, settings, sessions):
        job, lost = await submit(GOOD), put(b"lost")
        fresh = put(b"fresh")
        old = wall.time() - timedelta(days=1).total_seconds()
        for path in (job.path, lost.path):
            os.utime(settings.data_dir / path, (old, old))

        assert await uploads.sweep(sessions, data_dir=settings.data_dir) == 1

        left = {path for path, _ in spool.listed(settings.data_dir)}
        assert left == {job.path, fresh.path}


class TestJobs:
    async def test_of_the_worker_read_uploads(self, submit, sessions, settings, count):
        await submit(GOOD)

        await _jobs(settings, sessions, Plain).read_uploads()

        assert await count(CallRecord) == 1

    async def test_a_reader_that_fails_stops_nothing_else(
        self, submit, sessions, settings, caplog
    ):
        await submit(GOOD)

        await _jobs(settings, sessions, Broken).read_uploads()

        assert caplog.messages == ["uploads: RuntimeError"]

    async def test_no_model_is_loaded_for_nothing(self, sessions, settings):
        def load():
            raise AssertionError

        await _jobs(settings, sessions, load).read_uploads()


def _jobs(settings, sessions, reader):
    providers = Providers(sender=NoSender(), reader=reader)
    return Jobs(settings, sessions, providers, asyncio.Event())


class Killed(Plain):
    """Is killed when it has read so many calls."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def analyse(self, transcripts):
        if self.read >= self.after:
            raise asyncio.CancelledError
        return super().analyse(transcripts)


class Stopped(Plain):
    """Is told to stop while it reads."""

    def __init__(self, stop):
        super().__init__()
        self.stop = stop

    def analyse(self, transcripts):
        self.stop.set()
        return super().analyse(transcripts)

"""Back to a moment between two commits, as docs/operations.md tells."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.models import ChannelKind
from tests.helpdesk.conftest import make_settings
from tests.helpdesk.postgres import Cluster, find_programs, started

ARCHIVING = """
archive_mode = on
archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'
"""
GOING_BACK = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
"""


@pytest.fixture
def machine(tmp_path_factory):
    """A folder for PostgreSQL's own user, and its programs."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    folder = Path(f"/tmp/gonghui-moment-{os.getpid()}")  # noqa: S108 - nobody's way in
    (folder / "archive").mkdir(parents=True)
    if user:
        for each in (folder, folder / "archive"):
            shutil.chown(each, user)
    yield folder, programs, user
    shutil.rmtree(folder)


@contextmanager
def serving(machine, data: Path):
    _, programs, user = machine
    with started(programs, data, "-cfsync=off", user=user) as port:
        yield Cluster(port)


def write(file: Path, said: str) -> None:
    with file.open("a") as configuration:
        configuration.write(said)


async def done(settings, work):
    engine = create_engine(settings)
    try:
        async with unit_of_work(create_sessions(engine)) as session:
            return await work(session)
    finally:
        await engine.dispose()


async def start(session):
    conversation = await conversations.start(session, channel=ChannelKind.web)
    return conversation.id


async def ask(session, question: str):
    return (await session.execute(text(question))).scalar_one()


@pytest.mark.timeout(300)  # three programs of PostgreSQL, one after the other
async def test_what_came_after_is_gone_and_what_came_before_is_there(machine, tmp_path):
    folder, programs, user = machine
    archive, data, again = (folder / name for name in ("archive", "data", "again"))
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "gonghui", "-A", "trust", "-N"],
        check=True,
        capture_output=True,
        user=user,
    )
    write(data / "postgresql.conf", ARCHIVING.format(archive=archive))

    with serving(machine, data) as cluster:
        settings = make_settings(tmp_path, database_url=cluster.url("postgres"))
        upgrade(settings)
        base = [programs / "pg_basebackup", f"--pgdata={again}", "--checkpoint=fast"]
        reached = ["-h", "127.0.0.1", "-p", f"{cluster.port}", "-U", "gonghui"]
        subprocess.run([*base, "--wal-method=none", *reached], check=True, user=user)
        kept = await done(settings, start)
        moment = await done(settings, lambda s: ask(s, "SELECT clock_timestamp()"))
        time.sleep(0.01)
        lost = await done(settings, start)
        await done(settings, lambda s: ask(s, "SELECT pg_switch_wal()::text"))
        await _archived(settings)

    write(
        again / "postgresql.auto.conf",
        GOING_BACK.format(archive=archive, moment=moment.isoformat()),
    )
    (again / "recovery.signal").touch()
    with serving(machine, again) as cluster:
        settings = make_settings(tmp_path, database_url=cluster.url("postgres"))
        await _promoted(settings)
        there = "SELECT array_agg(id ORDER BY id) FROM conversations"
        assert await done(settings, lambda s: ask(s, there)) == [kept]
        assert lost != kept


async def _archived(settings) -> None:
    """Wait until the log that holds the last commit is in the archive."""
    waiting = "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'"
    await _until(settings, f"SELECT ({waiting}) = 0")


async def _promoted(settings) -> None:
    await _until(settings, "SELECT NOT pg_is_in_recovery()")


async def _until(settings, question: str) -> None:
    for _ in range(600):
        if await done(settings, lambda s: ask(s, question)):
            return
        time.sleep(0.1)
    pytest.fail(f"never true: {question}")

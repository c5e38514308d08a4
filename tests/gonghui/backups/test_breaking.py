"""A backup without room, or broken off by a signal; and what the commands say."""

import asyncio
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from gonghui.backups import shelf as shelves
from gonghui.backups.making import make
from gonghui.cli import app
from helpdesk.database import create_engine
from helpdesk.errors import BackupFault
from tests.helpdesk.conftest import environment


@contextmanager
def no_large_files():
    """Let the kernel refuse to write more than 50 kB into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class TestWithoutRoom:
    async def test_it_is_a_fault_and_nothing_is_left(self, settings, shelf):
        with no_large_files(), pytest.raises(BackupFault):
            await make(settings, to=shelf, jobs=1)

        assert shelves.listed(shelf) == []
        assert not list(shelf.glob(".incomplete*"))


class TestBrokenOff:
    @pytest.mark.timeout(240)  # a program starts, which takes long while others work
    async def test_leaves_nothing(self, settings, shelf):
        """A table is locked, so that the backup cannot go on."""
        if not settings.is_production:
            pytest.skip("SQLite's copy is one step; it can not be caught half-way")
        engine = create_engine(settings)
        async with engine.begin() as connection:
            await connection.execute(text("LOCK TABLE members"))
            process = subprocess.Popen(
                [sys.executable, "-m", "gonghui", "backup", "--to", str(shelf)],
                env=environment(settings),
                stderr=subprocess.PIPE,
                text=True,
            )
            await _until_it_waits(engine)
            process.send_signal(signal.SIGTERM)
            _, told = await asyncio.to_thread(process.communicate, timeout=120)
        await engine.dispose()

        assert process.returncode == 1
        assert "broken off" in told
        assert not list(shelf.glob("*gonghui-*"))


async def _until_it_waits(engine) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND application_name = 'pg_dump' AND datname = current_database()"
    )
    for _ in range(900):
        async with engine.connect() as connection:
            if await connection.scalar(waiting):
                return
        await asyncio.sleep(0.1)
    pytest.fail("the backup never came to the locked table")


class TestCommands:
    @pytest.fixture(autouse=True)
    def told(self, settings, monkeypatch, shelf):
        monkeypatch.setenv("GONGHUI_BACKUP_DIR", str(shelf))
        for name, value in environment(settings).items():
            if name.startswith("GONGHUI_"):
                monkeypatch.setenv(name, value)

    def run(self, *arguments: str):
        return CliRunner().invoke(app, arguments)

    def test_backup_says_where_it_is_and_keeps_so_many(self, shelf):
        self.run("backup")

        done = self.run("backup", "--keep", "1")

        [where] = shelves.listed(shelf)
        assert done.stdout.strip() == str(where)
        assert "60 members" in done.stderr
        assert "deleted gonghui-" in done.stderr

    def test_list_and_verify_tell_what_is_in_it(self, shelf):
        self.run("backup")

        assert "60 members" in self.run("backups", "list").stdout
        assert "as it was written" in self.run("backups", "verify").stdout

    def test_a_refusal_is_one_line(self, shelf):
        done = self.run("restore", "latest")

        assert done.exit_code == 1
        assert done.stderr == f"gonghui: there is no backup latest in {shelf}\n"

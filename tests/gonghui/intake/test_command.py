"""The whole command on real files; killed, stopped and run again."""

import asyncio
import gc
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from benchmarks.transcripts import canon, synthetic
from gonghui.intake.work import version
from gonghui.transcripts import transcripts
from helpdesk.config import Settings

COMMAND = [sys.executable, "-m", "gonghui", "transcripts", "import"]
MANY = 230  # three parcels

pytestmark = pytest.mark.timeout(300)  # it starts processes that load a model


@pytest.fixture(autouse=True)
def _of_this_model(data_dir):
    version.cache_clear()
    yield
    version.cache_clear()
    gc.unfreeze()  # what the work froze: other tests' tools look for referrers


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    synthetic.write(folder, MANY, turns=6)
    return folder


def run(*arguments: object):
    told = ["import", *map(str, arguments)]
    return CliRunner().invoke(transcripts, told)


def left(data_dir, lake):
    """Return everything that an import left behind."""
    settings = Settings(_env_file=None, data_dir=data_dir)
    return asyncio.run(canon.records(settings)), canon.lake(lake)


def count(data_dir) -> int:
    try:
        connection = sqlite3.connect(data_dir / "gonghui.db")
        try:
            return connection.execute("SELECT count(*) FROM call_records").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0


class TestImport:
    def test_every_call_is_kept_with_its_tickets_and_rows(
        self, data_dir, files, tmp_path
    ):
        done = run(files, "--parquet", tmp_path / "lake")

        assert done.exit_code == 0, done.output
        assert "新收通话 60 通、语句 480 句" in done.stderr
        kept, rows = left(data_dir, tmp_path / "lake")
        assert len(kept) == 60
        assert len(rows) == 60 + 480
        settings = Settings(_env_file=None, data_dir=data_dir)
        opened, linked = asyncio.run(canon.tickets(settings))
        assert opened == linked > 0

    def test_again_it_does_nothing(self, data_dir, files, tmp_path):
        run(files, "--parquet", tmp_path / "lake")
        before = left(data_dir, tmp_path / "lake")

        again = run(files, "--parquet", tmp_path / "lake")

        assert again.exit_code == 0
        assert "新收通话 0 通" in again.stderr
        assert "以前收过 60" in again.stderr
        assert left(data_dir, tmp_path / "lake") == before

    def test_rows_can_be_written_of_calls_that_are_on_record(
        self, data_dir, files, tmp_path
    ):
        run(files)
        settings = Settings(_env_file=None, data_dir=data_dir)
        before = asyncio.run(canon.tickets(settings))

        done = run(files, "--parquet", tmp_path / "lake")

        assert "新收通话 0 通" in done.stderr
        assert len(canon.lake(tmp_path / "lake")) == 60 + 480
        assert asyncio.run(canon.tickets(settings)) == before

    def test_the_same_file_twice_is_one_call(self, data_dir, files, tmp_path):
        [path, *_] = sorted(files.rglob("call*"))
        folder = tmp_path / "twice"
        folder.mkdir()
        for name in ("a.json", "b.json"):
            shutil.copy(path, folder / name)

        done = run(folder, path)

        assert "新收通话 1 通" in done.stderr
        assert "以前收过 2" in done.stderr

    def test_what_is_refused_is_listed_and_the_rest_done(
        self, data_dir, files, tmp_path
    ):
        good, *_ = sorted(files.rglob("call*"))
        folder = tmp_path / "mixed"
        folder.mkdir()
        shutil.copy(good, folder)
        (folder / "cut.json").write_bytes(b'{"Result": {"Sentences": [')
        (folder / "empty.srt").write_bytes(b"")

        done = run(folder, tmp_path / "nowhere.json")

        assert done.exit_code == 1
        assert "新收通话 1 通" in done.stderr
        assert "退回 3" in done.stderr
        assert "mixed/cut.json: 内容到第 1 行就断了" in done.stderr
        assert "mixed/empty.srt: 文件是空的" in done.stderr
        assert "nowhere.json: 没有这个文件" in done.stderr
        [report] = (data_dir / "imports").glob("*退回.csv")
        assert len(report.read_text("utf-8-sig").splitlines()) == 4

    def test_workers_and_a_scheduler_exclude_each_other(self, data_dir, files):
        done = run(files, "--workers", 2, "--scheduler", "tcp://127.0.0.1:1")

        assert done.exit_code == 2

    def test_nothing_of_a_call_is_told(self, data_dir, files):
        done = run(files)

        for path in files.rglob("*.json"):
            assert path.stem not in done.output
        assert "幺三八" not in done.output


class TestKilled:
    def test_killed_and_resumed_the_result_is_that_of_one_run(
        self, data_dir, many, tmp_path, monkeypatch
    ):
        lake = tmp_path / "lake"
        for least in (1, 101):
            process = subprocess.Popen(
                [*COMMAND, many, "--workers", "0", "--parquet", lake],
                stderr=subprocess.DEVNULL,
            )
            kill_at(process, data_dir, least)
        resumed = run(many, "--workers", 0, "--parquet", lake)
        killed = left(data_dir, lake)

        assert "以前收过 0" not in resumed.stderr
        whole = tmp_path / "whole"
        shutil.copytree(data_dir / "models", whole / "models", symlinks=True)
        shutil.copy(data_dir / "keys.json", whole)
        monkeypatch.setenv("GONGHUI_DATA_DIR", str(whole))
        run(many, "--workers", 0, "--parquet", tmp_path / "once")
        assert killed == left(whole, tmp_path / "once")
        settings = Settings(_env_file=None, data_dir=data_dir)
        opened, linked = asyncio.run(canon.tickets(settings))
        assert opened == linked


class TestStopped:
    def test_ctrl_c_ends_after_the_batch_and_says_how_to_go_on(
        self, data_dir, many, tmp_path, monkeypatch
    ):
        process = subprocess.Popen(
            [*COMMAND, many, "--workers", "2", "--parquet", tmp_path / "lake"],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        wait_for(process, data_dir, 1)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers too
        _, told = process.communicate(timeout=60)

        assert process.returncode == 1
        assert "接着导入" in told
        assert "Traceback" not in told
        assert not list((data_dir / "intake").iterdir())
        assert 0 < count(data_dir) <= MANY

        run(many, "--workers", 0, "--parquet", tmp_path / "lake")
        two = left(data_dir, tmp_path / "lake")
        alone = tmp_path / "alone"
        shutil.copytree(data_dir / "models", alone / "models", symlinks=True)
        shutil.copy(data_dir / "keys.json", alone)
        monkeypatch.setenv("GONGHUI_DATA_DIR", str(alone))
        run(many, "--workers", 0, "--parquet", tmp_path / "lake1")
        assert two == left(alone, tmp_path / "lake1")


def wait_for(process, data_dir, least) -> None:
    """Wait until so many calls are kept."""
    deadline = time.monotonic() + 90
    while count(data_dir) < least and time.monotonic() < deadline:
        assert process.poll() is None, "it ended before it could be stopped"
        time.sleep(0.01)


def kill_at(process, data_dir, least) -> None:
    wait_for(process, data_dir, least)
    process.kill()
    process.wait()

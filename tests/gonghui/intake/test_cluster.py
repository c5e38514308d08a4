"""Dask's workers, real ones: on this machine, and behind a scheduler."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest

from gonghui.intake import cluster
from gonghui.intake.cluster import local, remote
from gonghui.intake.parcels import Parcel
from gonghui.intake.work import Order, version
from helpdesk.errors import ConfigurationError
from helpdesk.transcripts import Original
from tests.gonghui.intake.deeds import deadly, mortal

pytestmark = pytest.mark.timeout(300)  # it starts processes that load a model


@pytest.fixture
def order(data_dir) -> Order:
    version.cache_clear()
    yield Order(version(), has_rows=True)
    version.cache_clear()


@pytest.fixture
def parcels(files) -> list[Parcel]:
    paths = sorted(files.rglob("call*"))[:20]
    originals = [Original(path.name, path.read_bytes()) for path in paths]
    return [Parcel.of(n, originals[5 * n : 5 * n + 5]) for n in range(4)]


class TestLocal:
    async def test_a_file_that_ends_workers_is_refused_and_the_rest_done(
        self, order, parcels, tmp_path
    ):
        files = [Original("deadly.json", b"deadly"), *parcels[0].files()]

        async with local(order, workers=1, folder=tmp_path, deed=deadly) as crew:
            made = await crew.do(Parcel.of(0, files))

        assert [refused.name for refused in made.refused] == ["deadly.json"]
        assert "中断" in made.refused[0].why
        assert len(made.kept) == 5
        assert made.rows.calls.num_rows == 5
        assert not list(tmp_path.glob("*/*"))[1:]  # only the data directory is left

    async def test_the_parcels_of_a_worker_that_dies_are_done_by_another(
        self, order, parcels, tmp_path, capfd
    ):
        async with local(order, workers=1, folder=tmp_path, deed=mortal) as crew:
            made = [await crew.do(parcel) for parcel in parcels]

        assert [len(one.kept) for one in made] == [5] * 4
        assert not any(one.refused for one in made)
        assert capfd.readouterr().err == ""


class TestRemote:
    async def test_a_scheduler_with_workers_does_the_same(
        self, order, parcels, tmp_path, data_dir
    ):
        with cluster_of(tmp_path, data_dir) as address:
            async with remote(order, address) as crew:
                made = await crew.do(parcels[0])

        assert len(made.kept) == 5

    async def test_workers_with_another_model_do_nothing(
        self, order, parcels, tmp_path, data_dir
    ):
        other = tmp_path / "other"
        (other / "models").mkdir(parents=True)
        shutil.copy(data_dir / "models" / "gonghui.tar.gz", other / "models")
        with (other / "models" / "gonghui.tar.gz").open("ab") as file:
            file.write(b"another")

        with cluster_of(tmp_path, other) as address:
            async with remote(order, address) as crew:
                with pytest.raises(ConfigurationError, match="程序或语言模型"):
                    await crew.do(parcels[0])

    async def test_a_scheduler_that_goes_away_is_told(
        self, order, parcels, tmp_path, data_dir
    ):
        with ExitStack() as running:
            address = running.enter_context(cluster_of(tmp_path, data_dir))
            async with remote(order, address) as crew:
                running.close()

                with pytest.raises(ConfigurationError, match="连不上调度器"):
                    await crew.do(parcels[0])

    async def test_nobody_answers(self, order, monkeypatch):
        monkeypatch.setattr(cluster, "PATIENCE", 1)

        with pytest.raises(ConfigurationError, match="连不上调度器"):
            async with remote(order, "tcp://127.0.0.1:9"):
                pass


@contextmanager
def cluster_of(folder, data_dir):
    """A scheduler and a worker, as somebody would start them, on loopback."""
    file = folder / "scheduler.json"
    settings = os.environ | {"GONGHUI_DATA_DIR": str(data_dir)}
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    with ExitStack() as running:

        def start(*arguments: str) -> None:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                env=settings,
                cwd=folder,
                stderr=subprocess.DEVNULL,
            )
            running.callback(process.wait)
            running.callback(process.kill)

        start("scheduler", *here, "--port", "0", "--scheduler-file", str(file))
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        start("worker", *here, "--no-nanny", "--scheduler-file", str(file))
        yield json.loads(file.read_text())["address"]

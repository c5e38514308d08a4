"""A running `gonghui cluster`: its parts, its records, its addresses."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import redis.asyncio as redis
from pydantic import SecretStr
from sqlalchemy import URL, make_url

from benchmarks.turns.sides import running
from benchmarks.wechat.platform import Platform
from gonghui.places import ROOT
from gonghui.processes import LOOPBACK, inherited
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

STATE = "cluster.json"
START_SECONDS = 400.0
LOOK_AGAIN = 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """One process of a cluster; its ports from first to last."""

    name: str
    service: str
    pid: int | None
    ports: tuple[int, ...]

    def send(self, sign: signal.Signals) -> None:
        """Send it a signal; who is gone already hears none."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)


@dataclass(frozen=True)
class Cluster:
    """What the folder of a cluster tells, read anew whenever it is asked."""

    folder: Path

    def parts(self) -> dict[str, Part]:
        """Return all processes by name, as they are now."""
        state = json.loads((self.folder / STATE).read_text())
        return {
            one["name"]: Part(
                one["name"], one["service"], one["pid"], tuple(one["ports"].values())
            )
            for one in state["processes"]
        }

    def of(self, service: str) -> list[Part]:
        """Return the processes of a service."""
        return [part for part in self.parts().values() if part.service == service]

    def pids(self) -> list[tuple[str, int]]:
        """Return the name and the id of each process that runs."""
        return [(name, part.pid) for name, part in self.parts().items() if part.pid]

    @cached_property
    def url(self) -> str:
        """Return where workers reach it."""
        return f"http://{LOOPBACK}:{self.of('gateway')[0].ports[0]}"

    @cached_property
    def standin(self) -> str:
        """Return where WeChat is played."""
        return self.told("api", "GONGHUI_WECHAT_API_BASE")

    @cached_property
    def platform(self) -> Platform:
        """Return the WeChat account that the cluster serves."""
        return Platform(
            self.told("api", "GONGHUI_WECHAT_APP_ID"),
            self.secret("wechat_token"),
            self.secret("wechat_encoding_aes_key"),
        )

    @cached_property
    def settings(self) -> Settings:
        """Return what opens the records."""
        return Settings(
            _env_file=None,
            data_dir=self.folder / "volumes" / "data",
            database_url=self.secret("database_url"),
            redis_url=self.secret("redis_url"),
            field_keys=SecretStr(self.secret("field_keys")),
            lookup_key=SecretStr(self.secret("lookup_key")),
        )

    @cached_property
    def tracker(self) -> URL:
        """Return where the dialogues are."""
        return make_url(self.secret("tracker_url"))

    def redis(self) -> redis.Redis:
        """Return a client; close it."""
        return redis.Redis.from_url(self.secret("redis_url"), decode_responses=True)

    def secret(self, name: str) -> str:
        """Return a secret as the processes of this start are told it."""
        return (self.folder / "run" / "secrets" / name).read_text().strip()

    def told(self, service: str, name: str) -> str:
        """Return a setting of a running process."""
        content = Path(f"/proc/{self.of(service)[0].pid}/environ").read_bytes()
        lines = (line.partition("=") for line in content.decode().split("\0"))
        return {name: value for name, _, value in lines}[name]

    async def back(self, name: str, *, after: int | None, seconds: float = 60) -> float:
        """Wait until a part runs under another id; return the moment.

        Raises:
            TimeoutError: Nobody started it.
        """
        async with asyncio.timeout(seconds):
            while (pid := self.parts()[name].pid) in (None, after):
                await asyncio.sleep(LOOK_AGAIN)
            assert pid is not None  # noqa: S101 - the loop ends with one
        return time.monotonic()


@contextmanager
def scratch(purpose: str) -> Iterator[Path]:
    """Give a folder of its own that is gone afterwards.

    The database's own user has to find its way through.
    """
    with TemporaryDirectory(prefix=f"gonghui-{purpose}-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@contextmanager
def cluster(
    folder: Path,
    *,
    scale: dict[str, int] | None = None,
    settings: dict[str, str] | None = None,
    preload: dict[str, str] | None = None,
) -> Iterator[Cluster]:
    """Start a cluster with synthetic members in a folder; stop it afterwards."""
    command = (
        *(sys.executable, "-m", "gonghui", "cluster", "--demo-data"),
        *("--keep", str(folder)),
        *(f"--scale={name}={count}" for name, count in (scale or {}).items()),
        *(f"--set={name}={value}" for name, value in (settings or {}).items()),
    )
    log = folder.with_suffix(".log")
    with running(command, log, cwd=ROOT, environment=inherited() | (preload or {})):
        _await_ready(log)
        yield Cluster(folder)


def _await_ready(log: Path) -> None:
    """Wait until a cluster says that it is ready.

    Raises:
        ConfigurationError: It says why it does not start.
        TimeoutError: It is not; the message is the end of its log.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        for line in log.read_text().splitlines():
            if line.startswith("ready http"):
                return
            if line.startswith("gonghui: "):
                raise ConfigurationError(line)
        time.sleep(0.5)
    raise TimeoutError("\n".join(log.read_text().splitlines()[-20:]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every benchmark of a cluster is told."""
    parser.add_argument("--bots", type=int, help="how many; as compose.yaml says")
    parser.add_argument("--attach", type=Path, help="the folder of one that runs")
    parser.add_argument("--results", type=Path, help="where results are kept")


@contextmanager
def chosen(wanted: argparse.Namespace) -> Iterator[Cluster]:
    """Give the cluster that runs already, or one that is started for this."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what runs is ended too
    if wanted.attach:
        yield Cluster(wanted.attach)
        return
    scale = {"bot": wanted.bots} if wanted.bots else {}
    with scratch("load") as folder, cluster(folder / "cluster", scale=scale) as running:
        yield running

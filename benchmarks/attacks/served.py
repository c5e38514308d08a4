"""The real gateway as a process of its own; the bot behind it is a quick stand-in."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from gonghui.processes import LOOPBACK, free_port
from helpdesk.config import Settings
from helpdesk.database import upgrade

START_SECONDS = 300.0  # on a machine that does much else


@dataclass(frozen=True, slots=True)
class Served:
    """Where the gateway listens, and its process where it is ours."""

    port: int
    pid: int | None = None

    @property
    def url(self) -> str:
        """Return the gateway's address."""
        return f"http://{LOOPBACK}:{self.port}"


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Start gateway and stand-in with records of their own; stop both at the end."""
    port, bot = free_port(), free_port()
    environment = os.environ | {
        "GONGHUI_BOT_URL": f"http://{LOOPBACK}:{bot}",
        "GONGHUI_DATA_DIR": str(folder),
        "GONGHUI_FIELD_KEYS": f"k1:{_key()}",
        "GONGHUI_LOOKUP_KEY": _key(),
        "GONGHUI_PORT": str(port),
    }
    upgrade(
        Settings(
            _env_file=None,
            data_dir=folder,
            field_keys=environment["GONGHUI_FIELD_KEYS"],
            lookup_key=environment["GONGHUI_LOOKUP_KEY"],
        )
    )
    with (folder / "log").open("w") as log:
        run = [sys.executable, "-m"]
        gateway = subprocess.Popen([*run, "api"], env=environment, stderr=log)
        stand_in = subprocess.Popen([*run, "benchmarks.console.slow_bot", str(bot)])
        try:
            _wait(f"http://{LOOPBACK}:{port}/healthz", gateway)
            yield Served(port, gateway.pid)
        finally:
            for process in (gateway, stand_in):
                process.kill()
                process.wait()


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS and process.poll() is None:
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the gateway did not start")

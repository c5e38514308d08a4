"""A running `gonghui cluster`, as tests see it: its state file, its log, its edges."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gonghui.cluster.programs import PACKAGES, find
from gonghui.places import ROOT
from helpdesk.errors import ConfigurationError

START_SECONDS = 600  # some 30 on a quiet machine of two cores


class RunningCluster:
    """One cluster in a folder of its own; its processes are found by name."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        with (folder / "cluster.log").open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gonghui", "cluster"),
                    *("--keep", str(folder), "--demo-data", *options),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        found = re.fullmatch(r"ready (http://\S+)\n", self._line(START_SECONDS))
        if found is None:
            self.stop()
            pytest.fail("\n".join(self.log[-60:]))
        self.url = found[1]

    @property
    def log(self) -> list[str]:
        """Everything that the cluster and its processes have printed."""
        return (self.folder / "cluster.log").read_text("utf-8").splitlines()

    @property
    def state(self) -> dict:
        return json.loads((self.folder / "cluster.json").read_text("utf-8"))

    @property
    def wechat(self) -> str:
        return self.state["addresses"]["wechat"]

    def pids(self) -> dict[str, int]:
        """Return the processes that run, by name."""
        return {p["name"]: p["pid"] for p in self.state["processes"] if p["pid"]}

    def address(self, name: str) -> str:
        """Return where a process is called."""
        (found,) = (p for p in self.state["processes"] if p["name"] == name)
        return f"http://127.0.0.1:{next(iter(found['ports'].values()))}"

    def kill(self, name: str) -> int:
        """Kill a process and wait until it is gone; return which it was.

        Until then its connections are open, and what is written to it may be lost.
        """
        killed = self.pids()[name]
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: self.pids().get(name) != killed)
        return killed

    def wait_for_another(self, name: str, than: int) -> None:
        """Wait until a process has been started again."""
        eventually(lambda: self.pids().get(name) not in (None, than))

    def renew(self, seconds: float = START_SECONDS) -> None:
        """Start every process of ours anew, and wait until that is done."""
        self.process.send_signal(signal.SIGHUP)
        assert self._line(seconds) == "renewed\n", "\n".join(self.log[-60:])

    def gonghui(self, *arguments: str) -> str:
        """Run a command on the cluster's records, and return what it says."""
        secrets = self.folder / "run" / "secrets"
        named = ("database_url", "field_keys", "lookup_key")
        done = subprocess.run(
            [sys.executable, "-m", "gonghui", *arguments],
            cwd=self.folder,
            env=os.environ
            | {f"GONGHUI_{name.upper()}_FILE": str(secrets / name) for name in named},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def stop(self) -> int:
        with self.process as process:  # closes the pipe
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            return process.wait(120)

    def _line(self, seconds: float) -> str:
        assert self.process.stdout is not None
        watchdog = threading.Timer(seconds, self.process.terminate)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        return line


def start_cluster(folder: Path, *options: str) -> RunningCluster:
    """Start a cluster, or skip and say which program is missing."""
    for program in PACKAGES:
        try:
            find(program)
        except ConfigurationError as missing:
            pytest.skip(str(missing))
    return RunningCluster(folder, *options)


def eventually[T](look: Callable[[], T], *, seconds: float = 60) -> T:
    """Look until there is something to see, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.2)
    return found

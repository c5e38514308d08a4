"""The two assistants: started in a temporary folder, stopped by process id."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from benchmarks.processes import megabytes, names, processor_seconds
from benchmarks.turns.client import ChatMessages, RestChannel
from benchmarks.turns.dialogues import apologies
from benchmarks.turns.load import Measure
from benchmarks.turns.project import environment, trained
from gonghui.places import ROOT, bot_python, trained_model
from gonghui.processes import LOOPBACK, free_port
from helpdesk.config import Settings

START_SECONDS = 240.0
STOP_SECONDS = 20.0
GONGHUI, STOCK = "gonghui", "stock Rasa"


@dataclass(frozen=True, slots=True)
class Side:
    """A running assistant, and the processes that it consists of."""

    name: str
    measure: Measure
    roots: tuple[int, ...] = ()

    def processor(self) -> dict[str, float]:
        """Return the seconds of processor that each process has used by now."""
        return {name: processor_seconds(pid) for pid, name in self._named()}

    def memory(self) -> dict[str, float]:
        """Return the megabytes of each process."""
        return {name: megabytes(pid) for pid, name in self._named()}

    def _named(self) -> Iterator[tuple[int, str]]:
        for root in self.roots:
            yield from names(root).items()


def ours_at(url: str) -> Side:
    """Measure one of ours that runs already; its processes stay unknown."""
    return Side(GONGHUI, Measure(url, ChatMessages(), apologies()))


@contextmanager
def ours(folder: Path) -> Iterator[Side]:
    """Start `gonghui serve --demo` with a data directory of its own."""
    model = trained_model(Settings()).resolve()
    (folder / "models").mkdir(parents=True)
    (folder / "models" / model.name).symlink_to(model)
    port = free_port()
    command = (sys.executable, "-m", "gonghui", "serve", "--demo", "--port", str(port))
    told = os.environ | {"GONGHUI_DATA_DIR": str(folder), "GONGHUI_DEMO_DESK": "open"}
    url = f"http://{LOOPBACK}:{port}"
    with running(command, folder / "log.txt", cwd=ROOT, environment=told) as root:
        wait(f"{url}/readyz", folder / "log.txt")
        yield Side(GONGHUI, Measure(url, ChatMessages(), apologies()), (root,))


@contextmanager
def stock(folder: Path) -> Iterator[Side]:
    """Start stock Rasa and its action server."""
    project = trained()
    folder.mkdir()
    port, actions = free_port(), free_port()
    told = environment() | {
        "STOCK_ACTIONS_URL": f"http://{LOOPBACK}:{actions}/webhook",
        "STOCK_TRACKER": str(folder / "tracker.db"),
    }
    python = (str(bot_python()), "-W", "ignore", "-m")
    serve = (
        *(*python, "rasa", "run", "--model", "models/stock.tar.gz"),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        *("--interface", LOOPBACK, "--port", str(port)),
    )
    act = (*python, "rasa_sdk", "--actions", "actions", "--port", str(actions))
    url = f"http://{LOOPBACK}:{port}"
    with ExitStack() as stack:
        roots = tuple(
            stack.enter_context(
                running(command, folder / log, cwd=project, environment=told)
            )
            for command, log in ((act, "actions.txt"), (serve, "log.txt"))
        )
        wait(f"http://{LOOPBACK}:{actions}/health", folder / "actions.txt")
        wait(f"{url}/webhooks/rest/", folder / "log.txt")
        yield Side(STOCK, Measure(url, RestChannel()), roots)


@contextmanager
def running(
    command: tuple[str, ...], log: Path, *, cwd: Path, environment: Mapping[str, str]
) -> Iterator[int]:
    """Run a command and give its process id; end that process afterwards."""
    with (
        log.open("w") as output,
        subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def wait(address: str, log: Path, seconds: float = START_SECONDS) -> None:
    """Wait until an address answers.

    Raises:
        TimeoutError: It did not; the message is the end of the log.
    """
    fetch = build_opener(ProxyHandler({})).open
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            fetch(address, timeout=10).close()
        except (URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("\n".join(log.read_text("utf-8").splitlines()[-20:]))

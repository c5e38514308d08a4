"""Keep several processes alive: prefixed output, restart with back-off, clean stop."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

STOP_SECONDS = 10.0  # a child that has not ended by then is killed
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart, doubling
STEADY_SECONDS = 60.0  # a child that ran this long starts again with the first pause
LOOK_PAUSE = 0.05  # seconds between two looks at a child that is to start anew
LINE_LIMIT = 1 << 20  # bytes; the longest line of output that is read as one
PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive."""

    name: str
    command: Sequence[str]
    cwd: Path
    environment: Mapping[str, str] = field(repr=False)
    user: str | None = None
    """Whose it is, where we may choose."""

    rank: int = 0
    """Children of a higher rank end before those they stand on."""

    patience: float | None = None
    """Seconds that it has to end; else STOP_SECONDS."""

    farewell: signal.Signals = signal.SIGTERM
    """What asks it to end."""


@dataclass(frozen=True, slots=True)
class Running:
    """A child's process."""

    child: Child
    process: asyncio.subprocess.Process
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it has ended and everything it said was read."""


def die_with_parent() -> None:
    """Ask Linux to stop this process when its parent is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs children until it is stopped; whoever dies is started again."""

    def __init__(
        self,
        children: Iterable[Child],
        log: TextIO = sys.stderr,
        *,
        lines: Callable[[str, str], str] | None = None,
        changed: Callable[[], None] = lambda: None,
        width: int = 0,
    ) -> None:
        """Take who runs at once, how output is written, and who hears of changes."""
        self._at_once = tuple(children)
        self._lines = lines
        self._log = log
        self._changed = changed
        self._width = max([width, *(len(child.name) for child in self._at_once)])
        self._stopping = asyncio.Event()
        self._running: dict[str, Running] = {}
        self._renewing: set[str] = set()
        self._keepers: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Run every child until `stop`, then end them all."""
        for child in self._at_once:
            self.add(child)
        await self._stopping.wait()
        while self._running or not all(keeper.done() for keeper in self._keepers):
            await self._end_highest()
        await asyncio.gather(*self._keepers)

    def add(self, child: Child) -> None:
        """Keep one more child alive from now on."""
        self._keepers.add(asyncio.create_task(self._keep(child)))

    async def run_once(self, child: Child) -> int | str:
        """Run a child to its end and tell how it ended."""
        try:
            process, output = await self._start(child)
        except OSError as error:
            return str(error)
        running = self._running[child.name] = Running(child, process)
        self._changed()
        self.say(child.name, f"started (process {process.pid})")
        relaying = asyncio.create_task(self._relay(child.name, output))
        try:
            return await process.wait()
        finally:
            _sweep(process.pid)
            await relaying
            del self._running[child.name]
            running.over.set()
            self._changed()

    async def renew(self, name: str) -> None:
        """End a child and start it again; return when the new one has begun."""
        before = self._running.get(name)
        if before is not None:
            self._renewing.add(name)
            await self._end(before)
        while self._running.get(name) in (None, before):
            if self._stopping.is_set():
                return
            await asyncio.sleep(LOOK_PAUSE)

    def stop(self) -> None:
        """Ask `run` to end every child and return."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        """Tell whether everything is to end."""
        return self._stopping.is_set()

    def pid(self, name: str) -> int | None:
        """Return a running child's process id."""
        running = self._running.get(name)
        return running.process.pid if running else None

    def say(self, name: str, line: str) -> None:
        """Write one line of output under its speaker's name."""
        if self._lines is None:
            print(f"{name:<{self._width}} │ {line}", file=self._log, flush=True)
        else:
            print(self._lines(name, line), file=self._log, flush=True)

    async def _keep(self, child: Child) -> None:
        pause, clock = FIRST_PAUSE, asyncio.get_running_loop().time
        while not self._stopping.is_set():
            begun = clock()
            code = await self.run_once(child)
            if self._stopping.is_set():
                return
            if child.name in self._renewing:
                self._renewing.discard(child.name)
                continue
            if clock() - begun >= STEADY_SECONDS:
                pause = FIRST_PAUSE
            self.say(child.name, f"ended ({code}); starting again in {pause:g} s")
            await self._wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _start(
        self, child: Child
    ) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
        """Start a child; its output comes through a pipe of ours.

        Through one of asyncio's the end of a process is told only when nobody holds
        the pipe any more, and a child's own children may outlive it.
        """
        reading, writing = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *child.command,
                cwd=child.cwd,
                env=dict(child.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=asyncio.subprocess.STDOUT,
                # A session of its own, so that Ctrl-C reaches the supervisor alone.
                start_new_session=True,
                preexec_fn=die_with_parent,
                **_owner(child),
            )
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        output = asyncio.StreamReader(limit=LINE_LIMIT)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb", 0)
        )
        return process, output

    async def _relay(self, name: str, output: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await output.readline()
            except ValueError:  # a line beyond the limit: the rest goes on
                continue
            if not line:
                return
            self.say(name, line.decode("utf-8", "replace").rstrip())

    async def _end_highest(self) -> None:
        """End those that nobody stands on; one may just be starting."""
        if not self._running:
            await asyncio.sleep(LOOK_PAUSE)
            return
        highest = max(running.child.rank for running in self._running.values())
        await asyncio.gather(
            *(
                self._end(running)
                for running in list(self._running.values())
                if running.child.rank == highest
            )
        )

    async def _end(self, running: Running) -> None:
        """Ask a child to end; kill it when it does not."""
        child, process = running.child, running.process
        patience = STOP_SECONDS if child.patience is None else child.patience
        if process.returncode is None:
            process.send_signal(child.farewell)
        try:
            await asyncio.wait_for(running.over.wait(), patience)
        except TimeoutError:
            process.kill()
            await running.over.wait()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def _owner(child: Child) -> dict[str, Any]:
    """Say whose the process is to be; only root may choose."""
    if child.user is None or os.geteuid() != 0:
        return {}
    return {"user": child.user, "extra_groups": ()}


def _sweep(session: int) -> None:
    """Kill what a process that has ended left behind of its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)

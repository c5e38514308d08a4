"""Keep several processes alive: prefixed output, restart with back-off, clean stop."""

import asyncio
import ctypes
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

STOP_SECONDS = 10.0  # a child that has not ended by then is killed
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart, doubling
STEADY_SECONDS = 60.0  # a child that ran this long starts again with the first pause
LINE_LIMIT = 1 << 20  # bytes; the longest line of output that is read as one
PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive."""

    name: str
    command: Sequence[str]
    cwd: Path
    environment: Mapping[str, str] = field(repr=False)


def die_with_parent() -> None:
    """Ask Linux to stop this process when its parent is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs children until it is stopped; whoever dies is started again."""

    def __init__(self, children: Iterable[Child], log: TextIO = sys.stderr) -> None:
        """Take the children to run and where their output goes."""
        self.children = tuple(children)
        self._log = log
        self._width = max(len(child.name) for child in self.children)
        self._stopping = asyncio.Event()
        self._processes: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Run every child until `stop`, then end them all."""
        async with asyncio.TaskGroup() as group:
            for child in self.children:
                group.create_task(self._keep(child))
            await self._stopping.wait()
            await asyncio.gather(
                *(self._end(process) for process in self._processes.values())
            )

    def stop(self) -> None:
        """Ask `run` to end every child and return."""
        self._stopping.set()

    def pid(self, name: str) -> int | None:
        """Return a running child's process id."""
        process = self._processes.get(name)
        return process.pid if process else None

    def say(self, name: str, line: str) -> None:
        """Write one line of output under its speaker's name."""
        print(f"{name:<{self._width}} │ {line}", file=self._log, flush=True)

    async def _keep(self, child: Child) -> None:
        pause, clock = FIRST_PAUSE, asyncio.get_running_loop().time
        while not self._stopping.is_set():
            begun = clock()
            code = await self._run_once(child)
            if self._stopping.is_set():
                return
            if clock() - begun >= STEADY_SECONDS:
                pause = FIRST_PAUSE
            self.say(child.name, f"ended ({code}); starting again in {pause:g} s")
            await self._wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run_once(self, child: Child) -> int | str:
        try:
            process = await self._start(child)
        except OSError as error:
            return str(error)
        self._processes[child.name] = process
        self.say(child.name, f"started (process {process.pid})")
        if self._stopping.is_set():  # asked to stop while it was starting
            await self._end(process)
        await self._relay(child.name, process)
        code = await process.wait()
        self._processes.pop(child.name, None)
        return code

    async def _start(self, child: Child) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *child.command,
            cwd=child.cwd,
            env=dict(child.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LINE_LIMIT,
            # A session of its own, so that Ctrl-C reaches the supervisor alone.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    async def _relay(self, name: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for above
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # a line beyond the limit: the rest goes on
                continue
            if not line:
                return
            self.say(name, line.decode("utf-8", "replace").rstrip())

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

"""Worker processes, each at the other end of a pair of pipes.

``multiprocessing`` would load the program that called us into every worker, and that
is the whole assistant with its language models. These load what they need, and when
the parent is killed their input ends and so do they.
"""

import asyncio
import os
import pickle
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any

from helpdesk.imports.sources import Chunk
from helpdesk.imports.worker import Checked, Order, Worker

ROOT = Path(__file__).parents[2]
SIZE = struct.Struct(">Q")
type Process = subprocess.Popen[bytes]


class Crew(AbstractContextManager["Crew"]):
    """Some workers who know the order; chunks go to whoever is free."""

    def __init__(self, order: Order, size: int) -> None:
        self._free: SimpleQueue[Process] = SimpleQueue()
        self._threads = ThreadPoolExecutor(size)
        self._all = [_start() for _ in range(size)]
        for process in self._all:
            send(_end(process.stdin), order)
            self._free.put(process)

    def check(self, chunk: Chunk) -> asyncio.Future[Checked]:
        """Have a chunk checked."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._threads, self._check, chunk)

    def _check(self, chunk: Chunk) -> Checked:
        process = self._free.get()
        try:
            send(_end(process.stdin), chunk)
            checked: Checked = receive(_end(process.stdout))
        finally:
            self._free.put(process)
        return checked

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the workers go, at once when something went wrong."""
        for process in self._all:
            if error is not None:
                process.kill()
            else:
                _end(process.stdin).close()
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.wait()
            _end(process.stdout).close()
            if error is not None:
                _close_broken(_end(process.stdin))


class Alone(AbstractContextManager["Alone"]):
    """The same without processes, for files that are done before those are up."""

    def __init__(self, order: Order) -> None:
        self._worker = Worker(order)

    def check(self, chunk: Chunk) -> asyncio.Future[Checked]:
        """Have a chunk checked in a thread."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(None, self._worker.chunk, chunk)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing: there is nobody to let go."""


def _start() -> Process:
    """Start a worker that finds the same packages, whatever folder this runs in."""
    return subprocess.Popen(
        [sys.executable, "-m", "helpdesk.imports.crew"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C is for the parent
    )


def send(stream: IO[bytes], thing: object) -> None:
    """Write one thing."""
    packed = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    stream.write(SIZE.pack(len(packed)))
    stream.write(packed)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 - whatever was sent
    """Read one thing.

    Raises:
        EOFError: The other end has gone.
    """
    size = stream.read(SIZE.size)
    if len(size) < SIZE.size:
        raise EOFError("the other end has gone")
    return pickle.loads(stream.read(*SIZE.unpack(size)))  # noqa: S301 - our own pipe


def work() -> None:
    """Check chunks until there are no more."""
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    try:
        worker = Worker(receive(source))
        while True:
            send(answers, worker.chunk(receive(source)))
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody is there to tell


def _end(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("a worker has pipes")
    return stream


def _close_broken(stream: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        stream.close()


if __name__ == "__main__":
    work()

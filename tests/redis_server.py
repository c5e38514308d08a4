"""A Redis for one test run: on a free loopback port, nothing kept on the disk."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from gonghui.processes import free_port


@dataclass
class Server:
    """A running Redis that a test may pause, stop and start again."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server") or ""
        alone = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", self.folder]
        brief = ["--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [program, *alone, *brief], stdout=subprocess.DEVNULL
        )
        with closing(Redis.from_url(self.url)) as client:
            for _ in range(100):
                try:
                    client.ping()
                except NotThere:
                    time.sleep(0.05)
                else:
                    return
        pytest.fail("Redis did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None

    def empty(self) -> None:
        with closing(Redis.from_url(self.url)) as client:
            client.flushall()


@contextmanager
def running_redis() -> Iterator[Server]:
    """Start a server, give it out, stop it by its process."""
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed (apt-get install redis-server)")
    with TemporaryDirectory(prefix="gonghui-redis-") as folder:
        server = Server(free_port(), Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()

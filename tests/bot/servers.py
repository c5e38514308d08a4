"""Real servers on free ports of loopback, for the tests that need them."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

LONGEST_START = 60


class Redis:
    """A Redis that keeps nothing; it can be stopped, paused and started again."""

    def __init__(self, program):
        self._program = program
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        command = [self._program, "--port", str(self.port), "--bind", "127.0.0.1"]
        keeps_nothing = ["--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [*command, *keeps_nothing], stdout=subprocess.DEVNULL
        )
        wait_for_port(self.port)

    def stop(self):
        self._process.kill()
        self._process.wait()

    def pause(self):
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def redis():
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis is not installed (apt-get install redis-server)")
    server = Redis(program)
    try:
        yield server
    finally:
        server.go_on()
        server.stop()


@contextmanager
def postgres():
    """Give the address of an empty database; everybody may enter, nothing is kept."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    with TemporaryDirectory(prefix="gonghui-talks-") as folder:
        if user:
            shutil.chown(folder, user)
        data, port = f"{folder}/data", free_port()
        make = [programs[-1] / "initdb", "-D", data, "-U", "gonghui", "-A", "trust"]
        subprocess.run([*make, "-N"], check=True, capture_output=True, user=user)
        address = ["-h", "127.0.0.1", "-p", f"{port}", "-k", folder]
        server = subprocess.Popen(
            [programs[-1] / "postgres", "-D", data, *address, "-cfsync=off"],
            user=user,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port)
            is_ready = [programs[-1] / "pg_isready", *address[:4], "-q"]
            while subprocess.run(is_ready).returncode:
                time.sleep(0.1)
            yield f"postgresql://gonghui@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once; nothing is to be kept
            server.wait(30)


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on {port}")

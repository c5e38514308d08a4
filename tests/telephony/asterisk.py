"""Debian's Asterisk 16 on loopback, run from the cache without root or chroot."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from string import Template

FETCH = Path(__file__).with_name("fetch-asterisk")
ETC = Path(__file__).with_name("etc")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
ROOT = CACHE / "gonghui" / "asterisk-16" / "root"
PORTS_OF_RTP = 40


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Asterisk:
    """One Asterisk that answers 12351 with our dialplan."""

    def __init__(self, work: Path, *, agi_port: int, token: str = "") -> None:
        self.sip_port = free_udp_port()
        first = 20000 + self.sip_port % 20000
        self._log = work / "log" / "full"
        for name in ("etc", "lib", "data", "spool", "run", "log"):
            (work / name).mkdir()
        documentation = ROOT / "usr/share/asterisk/documentation"
        (work / "data" / "documentation").symlink_to(documentation)
        values = {
            "work": work,
            "root": ROOT,
            "agi_port": agi_port,
            "token": token,
            "sip_port": self.sip_port,
            "rtp_first": first,
            "rtp_last": first + PORTS_OF_RTP,
        }
        for file in ETC.glob("*.conf"):
            written = Template(file.read_text("utf-8")).substitute(values)
            (work / "etc" / file.name).write_text(written, "utf-8")
        self.process = self._start(work)

    def _start(self, work: Path) -> subprocess.Popen[bytes]:
        libraries = next((ROOT / "lib").glob("*-linux-gnu"))
        paths = [libraries, ROOT / "usr/lib" / libraries.name, ROOT / "usr/lib"]
        loader = next(libraries.glob("ld-2.31.so"))
        with (work / "log" / "console").open("wb") as console:
            return subprocess.Popen(
                [
                    str(loader),
                    "--library-path",
                    ":".join(map(str, paths)),
                    str(ROOT / "usr/sbin/asterisk"),
                    "-f",
                    "-vv",
                    "-C",
                    str(work / "etc" / "asterisk.conf"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def wait_until_ready(self, *, seconds: float = 30) -> None:
        """Wait until it takes calls."""
        deadline = time.monotonic() + seconds
        while "Asterisk Ready" not in self.log:
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.1)

    def stop(self) -> int:
        self.process.terminate()
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def why_not() -> str | None:
    """Say what a call needs that is not there."""
    if shutil.which("sipp") is None:
        return "sipp is not installed (apt-get install sip-tester)"
    if not (ROOT / "usr/sbin/asterisk").exists():
        return f"Asterisk is not in the cache (tests/telephony/{FETCH.name})"
    return None

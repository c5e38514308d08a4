"""A caller: sipp dials and hangs up; sound and keys go over our socket."""

import asyncio
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections import deque
from pathlib import Path
from typing import NamedTuple

from tests.telephony.asterisk import free_udp_port
from tests.telephony.speech import Speech

SCENARIO = Path(__file__).with_name("caller.xml")
RATE = 8000
FRAME = 160
"""Samples of 20 ms."""

STILL = b"\xd5" * FRAME
LOUD = (b"\x35" * 8 + b"\xb5" * 8) * (FRAME // 16)
"""A-law: 500 Hz, as loud as somebody who speaks."""

QUIET = 0x30
PAUSE = 0.5
"""Seconds without a sound: what was said is over."""

ALAW, EVENTS, SOURCE = 8, 96, 12351
KEYS = "0123456789*#"
SIPP = shutil.which("sipp")


class Frame(NamedTuple):
    """One packet: its kind, what is in it, and whether time goes on after it."""

    kind: int
    payload: bytes
    steps: int = 1


class Media(threading.Thread):
    """Sends 50 packets a second and keeps what it hears."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = self._socket.getsockname()[1]
        self.loud = 0.0
        """Seconds in which something was to be heard."""

        self._last = 0.0
        self._frames: deque[Frame] = deque()
        self._peer: tuple[str, int] | None = None
        self._is_over = threading.Event()

    def speak(self, *, seconds: float) -> None:
        self._frames.extend([Frame(ALAW, LOUD)] * round(seconds * 50))

    def press(self, keys: str) -> None:
        for key in keys:
            event = KEYS.index(key)
            for step in range(1, 9):
                held = struct.pack("!BBH", event, 10, step * FRAME)
                self._frames.append(Frame(EVENTS, held, steps=0))
            ended = struct.pack("!BBH", event, 0x80 | 10, 8 * FRAME)
            self._frames += [Frame(EVENTS, ended, steps=0)] * 2
            self._frames.append(Frame(EVENTS, ended, steps=11))
            self._frames += [Frame(ALAW, STILL)] * 5

    def is_said(self, *, since: float) -> bool:
        """Tell whether so many seconds were to be heard and more, and it is over."""
        is_over = time.monotonic() - self._last > PAUSE
        return self.loud > since + PAUSE / 2 and is_over

    def run(self) -> None:
        number, stamp, due = 0, 0, time.monotonic()
        while not self._is_over.is_set():
            self._hear()
            if self._peer is not None:
                frame = self._frames.popleft() if self._frames else Frame(ALAW, STILL)
                head = struct.pack("!BBHII", 0x80, frame.kind, number, stamp, SOURCE)
                self._socket.sendto(head + frame.payload, self._peer)
                number = (number + 1) & 0xFFFF
                stamp += frame.steps * FRAME
            due += 0.02
            time.sleep(max(0.0, due - time.monotonic()))

    def _hear(self) -> None:
        try:
            while True:
                packet, self._peer = self._socket.recvfrom(2048)
                if packet[1] & 0x7F == ALAW:
                    self._listen(packet[12:])
        except BlockingIOError:
            return

    def _listen(self, sound: bytes) -> None:
        loud = sum(((byte ^ 0x55) & 0x7F) > QUIET for byte in sound)
        if loud:
            self.loud += loud / RATE
            self._last = time.monotonic()

    def close(self) -> None:
        self._is_over.set()
        self.join(5)
        self._socket.close()


class Telephone:
    """One call to 12351, as a caller lives it."""

    def __init__(
        self, work: Path, speech: Speech, *, sip_port: int, number: str
    ) -> None:
        work.mkdir()
        self._speech = speech
        self._media = Media()
        self._listened = 0.0
        self._commands = free_tcp_port()
        self._line: socket.socket | None = None
        self.process = subprocess.Popen(
            [
                str(SIPP),
                f"127.0.0.1:{sip_port}",
                *("-sf", str(SCENARIO), "-s", "12351", "-m", "1", "-nostdin"),
                *("-i", "127.0.0.1", "-p", str(free_udp_port())),
                *("-key", "number", number),
                *("-key", "media", str(self._media.port)),
                *("-3pcc", f"127.0.0.1:{self._commands}"),
                *("-timeout", "110s", "-timeout_error", "-trace_err"),
            ],
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def dial(self) -> None:
        self._media.start()
        async with asyncio.timeout(10):
            while self._line is None:
                try:
                    self._line = socket.create_connection(
                        ("127.0.0.1", self._commands), 1
                    )
                except ConnectionRefusedError:
                    await asyncio.sleep(0.05)
        self._tell()

    async def hears(self, *, seconds: float = 20) -> str:
        """Listen until what is said is over; return it."""
        async with asyncio.timeout(seconds):
            while not self._media.is_said(since=self._listened):
                await asyncio.sleep(0.05)
        self._listened = self._media.loud
        return self._speech.said[-1]

    async def says(self, text: str) -> str:
        """Speak, and listen to the answer."""
        heard = len(self._speech.recordings)
        self._speech.words.append(text)
        for tick in range(300):
            if len(self._speech.recordings) > heard:
                return await self.hears()
            if tick % 40 == 0:  # who is not heard says it again
                self._media.speak(seconds=0.8)
            await asyncio.sleep(0.1)
        raise AssertionError("nobody listened")

    async def presses(self, keys: str) -> str:
        """Press keys, and listen to the answer."""
        self._media.press(keys)
        return await self.hears()

    def hangs_up(self) -> None:
        self._tell()

    def _tell(self) -> None:
        assert self._line is not None
        self._line.sendall(b"Call-ID: 1@caller\r\n\r\n\x1b")

    async def over(self, *, seconds: float = 30) -> int:
        """Wait until the line is dead; return what sipp thinks of the call."""
        async with asyncio.timeout(seconds):
            while self.process.poll() is None:
                await asyncio.sleep(0.05)
        return self.process.returncode

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        self._media.close()


def free_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

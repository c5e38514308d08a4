"""Stands where Asterisk is: asks for a script and obeys commands, as seen on 16.28."""

import asyncio
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

STILL, SPOKEN = 8160, 21760
"""Samples of a recording in which nobody, or somebody, spoke."""

REQUEST = {
    "network": "yes",
    "network_script": "hotline",
    "request": "agi://127.0.0.1/hotline",
    "channel": "PJSIP/anonymous-00000000",
    "language": "en",
    "type": "PJSIP",
    "uniqueid": "1795411026.0",
    "version": "16.28.0",
    "callerid": "13800131234",
    "calleridname": "unknown",
    "callingpres": "0",
    "dnid": "12351",
    "rdnis": "unknown",
    "context": "hotline",
    "extension": "12351",
    "priority": "2",
    "enhanced": "0.0",
    "accountcode": "",
    "threadid": "139666731939584",
    "arg_1": "the-platform's-secret",
}


class Over(Exception):
    """The other side closed the connection."""


@dataclass
class Line:
    """One call: what the caller does next, what Asterisk was told."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    deeds: list[tuple[str, str]] = field(default_factory=list)
    told: list[list[str]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    is_dead: bool = False
    keys: str = ""

    @classmethod
    async def open(cls, port: int) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def says(self, text: str) -> "Line":
        self.deeds.append(("says", text))
        return self

    def presses(self, keys: str) -> "Line":
        self.deeds.append(("presses", keys))
        return self

    def is_still(self) -> "Line":
        self.deeds.append(("still", ""))
        return self

    def interrupts(self, keys: str) -> "Line":
        """Press a key while something is said."""
        self.deeds.append(("interrupts", keys))
        return self

    def hangs_up(self) -> "Line":
        self.deeds.append(("hangs up", ""))
        return self

    def ask(self, **changes: str) -> None:
        """Ask for the script; a field that is changed to “-” is left out."""
        fields = {**REQUEST, **changes}
        lines = [f"agi_{name}: {value}" for name, value in fields.items()]
        self.send("\n".join(line for line in lines if not line.endswith(": -")) + "\n")
        self.send("\n")

    def send(self, text: str) -> None:
        self.writer.write(text.encode())

    async def command(self) -> list[str]:
        line = await asyncio.wait_for(self.reader.readline(), 10)
        if not line.endswith(b"\n"):
            raise Over
        self.told.append(shlex.split(line.decode()))
        return self.told[-1]

    async def hold(self, **changes: str) -> None:
        """Be on the line until the other side is done."""
        self.ask(**changes)
        try:
            while True:
                self.obey(await self.command())
        except (Over, ConnectionError):
            self.writer.close()

    def obey(self, command: list[str]) -> None:
        name = " ".join(command[:2])
        if self.is_dead and name not in ("SET VARIABLE", "EXEC StopMixMonitor"):
            self.send("511 Command Not Permitted on a dead channel\n")
            return
        known: dict[str, Callable[[list[str]], str]] = {
            "STREAM FILE": self._play,
            "RECORD FILE": self._record,
            "WAIT FOR": self._wait,
            "GET DATA": self._data,
            "GET VARIABLE": self._get,
            "SET VARIABLE": self._set,
            "CHANNEL STATUS": lambda _: "6",
        }
        self.send(f"200 result={known.get(name, lambda _: '0')(command)}\n")
        if self.is_dead:
            self.send("HANGUP\n")

    def _next(self, *kinds: str) -> str | None:
        """Take the next deed if it is one of these."""
        if not self.deeds or self.deeds[0][0] not in (*kinds, "hangs up"):
            return None
        kind, what = self.deeds.pop(0)
        self.is_dead = kind == "hangs up"
        return what

    def _play(self, command: list[str]) -> str:
        assert Path(f"{command[2]}.wav").read_bytes()[:4] == b"RIFF"
        pressed = self._next("interrupts") if command[3] else None
        if self.is_dead:
            return "-1 endpos=1760"
        if pressed is None:
            return "0 endpos=5600"
        self.keys = pressed[1:]
        return f"{ord(pressed[0])} endpos=1760"

    def _record(self, command: list[str]) -> str:
        kind = self.deeds[0][0] if self.deeds else "still"
        what = self._next("says", "presses", "still")
        Path(f"{command[2]}.wav").write_bytes((what or "").encode())
        if self.is_dead:
            return "-1 (hangup) endpos=1000"
        if kind == "presses" and what:
            self.keys = what[1:]
            return f"{ord(what[0])} (dtmf) endpos=0"
        return f"0 (timeout) endpos={SPOKEN if kind == 'says' else STILL}"

    def _wait(self, _: list[str]) -> str:
        pressed = self._next("presses")
        self.keys = (pressed or "")[1:]
        return str(ord(pressed[0])) if pressed else "-1" if self.is_dead else "0"

    def _data(self, command: list[str]) -> str:
        pressed, self.keys = self.keys[: int(command[4])], ""
        return pressed.rstrip("#") + ("" if "#" in pressed else " (timeout)")

    def _get(self, command: list[str]) -> str:
        value = self.variables.get(command[2])
        return "0" if value is None else f"1 ({value})"

    def _set(self, command: list[str]) -> str:
        self.variables[command[2]] = command[3]
        return "1"

    @property
    def said(self) -> int:
        return sum(command[0] == "STREAM" for command in self.told)

"""The lines of AGI: Asterisk's request, our commands and its replies."""

import asyncio
import re
from collections.abc import Mapping
from typing import NamedTuple

from api.hotline.agi.errors import Failed, HungUp, Malformed

LONGEST_LINE = 4096
MOST_LINES = 128
"""Of a request or a reply; Asterisk's requests have about 25."""

REQUEST_SECONDS = 5.0
PATIENCE = 5.0
"""Seconds that Asterisk has for a command beyond what the command itself takes."""

_STATUS = re.compile(r"\d{3} ")
_REPLY = re.compile(
    r"200 result=(?P<result>-?[0-9A-D*#]*)"
    r"(?: \((?P<note>.*)\))?(?: endpos=(?P<end>\d+))?\s*"
)


class Reply(NamedTuple):
    """What Asterisk answered to a command."""

    result: str
    note: str
    """What stands in brackets: why it ended, or a variable's value."""

    end: int
    """Samples that were played or recorded."""


class Wire:
    """One connection of Asterisk's, line by line."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader = reader
        self._writer = writer

    async def request(self) -> Mapping[str, str]:
        """Read what Asterisk says of the call, by names without “agi_”."""
        found: dict[str, str] = {}
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                while line := await self._line():
                    name, colon, value = line.partition(": ")
                    if not colon and not line.endswith(":"):
                        raise Malformed("a line of the request is no “name: value”")
                    if len(found) == MOST_LINES:
                        raise Malformed("the request has too many lines")
                    found[name.rstrip(":").removeprefix("agi_")] = value
        except TimeoutError:
            raise Malformed("the request did not come in time") from None
        return found

    async def ask(self, command: str, *given: str | int, seconds: float = 0) -> Reply:
        """Give a command that takes so many seconds, and return the reply."""
        line = " ".join((command, *map(_quoted, given)))
        try:
            async with asyncio.timeout(seconds + PATIENCE):
                self._writer.write(line.encode() + b"\n")
                await self._writer.drain()
                reply = await self._reply()
        except TimeoutError:
            raise Failed(f"{command} was not answered") from None
        except OSError:
            raise HungUp from None
        return _read(reply, command)

    async def _reply(self) -> str:
        """Read on to a reply; what is between is a hang-up or explains a refusal."""
        for _ in range(MOST_LINES):
            line = await self._line()
            if _STATUS.match(line):
                return line
        raise Malformed("a reply has too many lines")

    async def _line(self) -> str:
        try:
            line = await self._reader.readuntil()
        except asyncio.LimitOverrunError:
            raise Malformed("a line is too long") from None
        except (asyncio.IncompleteReadError, OSError):
            raise HungUp from None
        return line.decode(errors="replace").rstrip("\r\n")


def _quoted(word: str | int) -> str:
    r"""Quote a word of a command.

    >>> print(_quoted('a "b"'), _quoted(""), _quoted(4000), _quoted("wav"))
    "a \"b\"" "" 4000 wav
    """
    text = str(word)
    if not text.isprintable():
        raise ValueError("a command is one line")
    if re.fullmatch(r"[\w=]+", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _read(line: str, command: str) -> Reply:
    """Read a reply; commands on a line that is dead are refused."""
    status = line[:3]
    if status == "511":
        raise HungUp
    if status != "200":
        raise Failed(f"{command} was refused with {status}")
    found = _REPLY.fullmatch(line)
    if found is None:
        raise Malformed(f"the reply to {command} can not be read")
    reply = Reply(found["result"], found["note"] or "", int(found["end"] or 0))
    if reply.result == "-1" and reply.note in ("", "hangup"):
        raise HungUp
    if reply.result.startswith("-"):
        raise Failed(f"{command} failed")
    return reply

"""The caller's telephone: plays, records and takes keys."""

from pathlib import Path
from typing import NamedTuple

from api.hotline.agi.errors import Failed, HungUp
from api.hotline.agi.wire import Wire

KEYS = "0123456789*#"
RATE = 8000
MILLISECONDS = 1000

STILL = 1.1
"""Seconds: a recording in which nobody spoke is no longer.

Asterisk ends it when all was still for as long as it was told, and cuts that off but
for one second; whoever speaks makes it longer.
"""

NEXT_KEY = 3.0
"""Seconds between two keys of one number."""


class Taken(NamedTuple):
    """What came of listening: a key, or whether somebody spoke."""

    key: str
    spoke: bool


class Phone:
    """Gives Asterisk commands for one call; a file is named without its ending."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def answer(self) -> None:
        """Take the call, unless the dialplan has."""
        await self._wire.ask("ANSWER")

    async def play(self, sound: Path, *, seconds: float, keys: str) -> str:
        """Play a sound; one of these keys ends it and is returned."""
        try:
            reply = await self._wire.ask(
                "STREAM FILE", str(sound), keys, seconds=seconds
            )
        except HungUp:
            await self._wire.ask("CHANNEL STATUS")  # refused where nobody is there
            raise Failed("Asterisk can not read what is to be said") from None
        return _key(reply.result)

    async def record(self, file: Path, *, seconds: float, silence: float) -> Taken:
        """Record until it is still for a while; a key ends it as well."""
        whole = max(1, round(silence))  # Asterisk counts whole seconds
        limit = round(seconds * MILLISECONDS)
        reply = await self._wire.ask(
            "RECORD FILE", str(file), "wav", KEYS, limit, f"s={whole}", seconds=seconds
        )
        key = _key(reply.result) if reply.note == "dtmf" else ""
        return Taken(key, spoke=reply.end > STILL * RATE)

    async def key(self, *, seconds: float) -> str:
        """Wait for a key and return it; an empty text when none came."""
        limit = round(seconds * MILLISECONDS)
        reply = await self._wire.ask("WAIT FOR DIGIT", limit, seconds=seconds)
        return _key(reply.result)

    async def more_keys(self, most: int) -> str:
        """Return the keys that follow the first; “#” ends them.

        Asterisk itself collects them: between two commands a quick key would be lost.
        """
        limit = round(NEXT_KEY * MILLISECONDS)
        seconds = NEXT_KEY * (most + 1)
        reply = await self._wire.ask("GET DATA", "", limit, most, seconds=seconds)
        return reply.result

    async def record_call(self, file: Path) -> None:
        """Record both sides from now on, in a file that is whole when the call ends."""
        await self._wire.ask("EXEC", "MixMonitor", f"{file}.wav")

    async def stop_recording(self) -> None:
        """Record no more."""
        await self._wire.ask("EXEC", "StopMixMonitor")

    async def note(self, name: str, value: str | int) -> None:
        """Set a variable for the dialplan."""
        await self._wire.ask("SET VARIABLE", name, value)

    async def noted(self, name: str) -> str:
        """Return a variable of the call; an empty text when it is not set."""
        return (await self._wire.ask("GET VARIABLE", name)).note


def _key(result: str) -> str:
    """Return the key of a reply, which has its code."""
    return chr(int(result)) if result not in ("", "0") else ""

"""The voice of a machine without any service: espeak-ng, for development."""

import asyncio
import shutil

from speech import wav
from speech.errors import BadAddress, Refused, TooLong, Unreachable
from speech.kinds import Audio
from speech.markup import readable

PROGRAM = "espeak-ng"
VOICE = "cmn-latn-pinyin"
"""Not `cmn`: its dictionary writes tones as digits, so that 三 becomes “sa one”."""

PACE, SLOW = "170", "120"  # words a minute
LOUD = "80"  # of 200; louder, resampling clips it
LONGEST = 1000  # characters
AT_ONCE = 2
SECONDS = 10.0


class Espeak:
    """Runs the program once a text, a few at a time; the text goes in by its stdin."""

    def __init__(
        self,
        *,
        program: str = PROGRAM,
        at_once: int = AT_ONCE,
        seconds: float = SECONDS,
    ) -> None:
        found = shutil.which(program)
        if found is None:
            raise BadAddress("espeak-ng is not installed")
        self._program = found
        self._free = asyncio.Semaphore(at_once)
        self._seconds = seconds

    async def say(self, ssml_or_text: str, *, slow: bool = False) -> Audio:
        """Return a text as a WAV file for the telephone."""
        if len(ssml_or_text) > LONGEST:
            raise TooLong("the text is too long")
        text = readable(ssml_or_text).encode()
        try:
            async with asyncio.timeout(self._seconds), self._free:
                spoken = await self._run(text, pace=SLOW if slow else PACE)
        except TimeoutError:
            raise Unreachable("espeak-ng took too long") from None
        sound = wav.read(spoken, is_stream=True) if spoken else wav.SILENCE
        return await asyncio.to_thread(wav.for_telephone, sound)

    async def close(self) -> None:
        """Nothing is open between two texts."""

    async def _run(self, text: bytes, *, pace: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *(
                self._program,
                "-v",
                VOICE,
                "-s",
                pace,
                "-a",
                LOUD,
                "-m",
                "--stdin",
                "--stdout",
            ),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            spoken, _ = await process.communicate(text)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise Refused("espeak-ng failed")
        return spoken

"""The folder that Asterisk reads and writes: what is said, what was recorded."""

import uuid
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from language.speak import ssml
from speech import Audio, Voice

SAID, HEARD, CALLS = "said", "heard", "calls"
REMEMBERED = 100
"""Sentences that are not spoken anew: the opening, the bot's questions."""

BYTES_A_SECOND = 16_000


class Sound(NamedTuple):
    """A file to be played, named without its ending."""

    file: Path
    seconds: float


class Spool:
    """Sounds on their way between us and Asterisk; no file outlives its use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def open(self) -> None:
        """Make the folders; what a process that died left of turns is deleted."""
        for name in (SAID, HEARD, CALLS):
            (self.folder / name).mkdir(mode=0o770, parents=True, exist_ok=True)
        for name in (SAID, HEARD):
            for file in (self.folder / name).glob("*.wav"):
                file.unlink(missing_ok=True)

    @property
    def calls(self) -> Path:
        """Where Asterisk writes whole calls."""
        return self.folder / CALLS

    @contextmanager
    def lent(self, audio: Audio) -> Iterator[Sound]:
        """Put a sound there for as long as it is played."""
        file = self._new(SAID)
        wav = file.with_suffix(".wav")
        wav.write_bytes(audio.data)
        try:
            yield Sound(file, len(audio.data) / BYTES_A_SECOND)
        finally:
            wav.unlink(missing_ok=True)

    @contextmanager
    def borrowed(self) -> Iterator[Path]:
        """Name a file to record into; it is gone afterwards."""
        file = self._new(HEARD)
        try:
            yield file
        finally:
            file.with_suffix(".wav").unlink(missing_ok=True)

    def _new(self, kind: str) -> Path:
        return self.folder / kind / uuid.uuid4().hex


class Speaker:
    """Speaks texts; what is said again and again is spoken once.

    It remembers in memory, for a text may hold a caller's number. Only the hotline's
    own prompts are kept in files.
    """

    def __init__(self, voice: Voice, *, prompts: Collection[str]) -> None:
        self._voice = voice
        self._prompts = prompts
        self._spoken: OrderedDict[tuple[str, bool], Audio] = OrderedDict()

    async def say(self, text: str, *, slow: bool = False) -> Audio:
        """Return a text as sound."""
        audio = self._spoken.pop((text, slow), None)
        if audio is None:
            is_prompt = text in self._prompts
            audio = await self._voice.say(ssml(text), slow=slow, cacheable=is_prompt)
        self._spoken[text, slow] = audio
        if len(self._spoken) > REMEMBERED:
            self._spoken.popitem(last=False)
        return audio

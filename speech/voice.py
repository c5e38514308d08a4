"""A voice that keeps what it says often."""

import asyncio
import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from speech import wav
from speech.errors import BadAudio
from speech.kinds import Audio, Synthesiser

LARGEST = 64 * 1024 * 1024
"""Bytes of recordings that are kept: an hour of speech."""


class Voice:
    """Says texts, and the same prompt from a file the second time.

    Only the caller knows whether a text holds anything of a person; such a text leaves
    no file behind. A name in the folder is a digest and tells nothing.
    """

    def __init__(
        self,
        synthesiser: Synthesiser,
        *,
        name: str,
        folder: Path | None = None,
        largest: int = LARGEST,
    ) -> None:
        self._synthesiser = synthesiser
        self._name = name
        self._folder = folder
        self._largest = largest

    async def say(
        self, ssml_or_text: str, *, slow: bool = False, cacheable: bool = False
    ) -> Audio:
        """Return a text as a WAV file for the telephone."""
        if self._folder is None or not cacheable:
            return await self._synthesiser.say(ssml_or_text, slow=slow)
        path = self._folder / f"{self._digest(ssml_or_text, slow=slow)}.wav"
        kept = await asyncio.to_thread(_kept, path)
        if kept is None:
            kept = await self._synthesiser.say(ssml_or_text, slow=slow)
            await asyncio.to_thread(_keep, path, kept.data, self._largest)
        return kept

    async def close(self) -> None:
        """Close what speaks."""
        await self._synthesiser.close()

    def _digest(self, text: str, *, slow: bool) -> str:
        """Name a text as this voice says it."""
        said = f"{self._name}\n{slow}\n{text}"
        return sha256(said.encode(errors="surrogatepass")).hexdigest()


def _kept(path: Path) -> Audio | None:
    """Return a file that can be played, and note that it was wanted."""
    with suppress(OSError, BadAudio):
        data = path.read_bytes()
        sound = wav.read(data)
        os.utime(path)
        return Audio(data, wav.WAV, sound.rate)
    return None


def _keep(path: Path, data: bytes, largest: int) -> None:
    """Write a file at once or not at all; a full disk is no reason to be silent."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{uuid4().hex}")
        part.write_bytes(data)
        part.replace(path)
        _make_room(path.parent.glob("*.wav"), largest)


def _make_room(files: Iterable[Path], largest: int) -> None:
    """Remove what was not wanted for longest."""
    known = sorted(((file.stat(), file) for file in files), key=lambda f: f[0].st_mtime)
    too_much = sum(stat.st_size for stat, _ in known) - largest
    for stat, file in known:
        if too_much <= 0:
            return
        file.unlink(missing_ok=True)
        too_much -= stat.st_size

"""What FunASR's runtime is sent for one recording."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self
from uuid import uuid4

from websockets.typing import Data

from speech import wav
from speech.errors import BadAudio, TooLong
from speech.kinds import Audio

OFFLINE, STREAMING = "offline", "2pass"
CHUNK = [5, 10, 5]
"""How the streaming service looks around, in 60 ms; without it it answers nothing."""

FRAME = 65536
LARGEST = 8 * 1024 * 1024
MOST_WORDS, LONGEST_WORD = 1000, 10
"""Of hot words; with more of them its developers found it slow and worse."""

PCM = "audio/pcm"


@dataclass(frozen=True, slots=True)
class Task:
    """One recording, and under what name it is sent: a random one."""

    data: bytes = field(repr=False)
    form: str
    rate: int | None
    mode: str
    words: Mapping[str, int]
    name: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    def of(cls, audio: Audio, hot_words: Mapping[str, int], *, mode: str) -> Self:
        """Prepare a recording: WAV files as bare sound, others as they are."""
        if len(audio.data) > LARGEST:
            raise TooLong("the recording is too large")
        form, rate, data = "pcm", audio.rate, audio.data
        if wav.is_wav(audio):
            sound = wav.read(audio.data)
            rate, data = sound.rate, sound.samples.tobytes()
        elif audio.media_type != PCM:
            form, rate = _form(audio.media_type), None
            if mode == STREAMING:
                raise BadAudio("this service hears WAV files and PCM only")
        return cls(data, form, rate, mode, _usable(hot_words))

    def frames(self) -> Iterator[Data]:
        """Give every message of the recording."""
        yield self._opening()
        for start in range(0, len(self.data), FRAME):
            yield self.data[start : start + FRAME]
        yield json.dumps({"is_speaking": False})

    def _opening(self) -> str:
        told: dict[str, Any] = {
            "mode": self.mode,
            "wav_name": self.name,
            "wav_format": self.form,
            "is_speaking": True,
            "itn": True,
        }
        if self.rate:
            told["audio_fs"] = self.rate
        if self.mode == STREAMING:
            told["chunk_size"] = CHUNK
        if self.words:  # a string that holds an object
            told["hotwords"] = json.dumps(self.words, ensure_ascii=False)
        return json.dumps(told, ensure_ascii=False)


def _form(media_type: str) -> str:
    """Name a kind of file as its suffix."""
    kind, _, form = media_type.partition("/")
    if kind != "audio" or not form.isalnum():
        raise BadAudio("it is no recording")
    return form


def _usable(words: Mapping[str, int]) -> Mapping[str, int]:
    short = (pair for pair in words.items() if len(pair[0]) <= LONGEST_WORD)
    return dict(islice(short, MOST_WORDS))

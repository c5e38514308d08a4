"""WAV files: PCM of 16 bits, read strictly and written plainly."""

import io
import wave
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.signal import (  # type: ignore[attr-defined]  # scipy lists its names late
    resample_poly,
)

from speech.errors import BadAudio
from speech.kinds import Audio

WAV = "audio/wav"
NAMES = frozenset({WAV, "audio/x-wav", "audio/wave", "audio/vnd.wave"})
TELEPHONE = 8000
RATES = range(8000, 48001)
CHANNELS = (1, 2)
WIDTH = 2  # bytes of a sample


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one channel."""

    samples: NDArray[np.int16] = field(repr=False)
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


SILENCE = Sound(np.zeros(0, np.int16), TELEPHONE)


def is_wav(audio: Audio) -> bool:
    """Tell whether a recording says that it is a WAV file."""
    return audio.media_type.partition(";")[0].strip().lower() in NAMES


def read(data: bytes, *, is_stream: bool = False) -> Sound:
    """Read a file; two channels become one.

    A program that writes while it speaks cannot know the length: the header of such a
    stream promises more than follows. Of any other file that means it was cut off.
    """
    try:
        with wave.open(io.BytesIO(data)) as opened:
            shape = opened.getparams()
            frames = opened.readframes(shape.nframes)
    except (wave.Error, EOFError, ValueError, RuntimeError):
        raise BadAudio("it is no WAV file") from None
    if shape.sampwidth != WIDTH or shape.nchannels not in CHANNELS:
        raise BadAudio("it is not of 16 bits and at most two channels")
    if shape.framerate not in RATES:
        raise BadAudio("its rate is not one of speech")
    if not is_stream and len(frames) != shape.nframes * WIDTH * shape.nchannels:
        raise BadAudio("it was cut off")
    whole = len(frames) - len(frames) % (WIDTH * shape.nchannels)
    samples = np.frombuffer(frames[:whole], "<i2").reshape(-1, shape.nchannels)
    if shape.nchannels > 1:
        samples = samples.mean(axis=1).astype("<i2")
    return Sound(samples.reshape(-1), shape.framerate)


def write(sound: Sound) -> Audio:
    """Write a sound as a file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(WIDTH)
        opened.setframerate(sound.rate)
        opened.writeframes(sound.samples.astype("<i2").tobytes())
    return Audio(out.getvalue(), WAV, sound.rate)


def at_rate(sound: Sound, rate: int) -> Sound:
    """Return a sound at another rate, without the tones that rate cannot carry."""
    if sound.rate == rate:
        return sound
    common = int(np.gcd(sound.rate, rate))
    made = resample_poly(
        sound.samples.astype(np.float64), rate // common, sound.rate // common
    )
    bounds = np.iinfo(np.int16)
    rounded = np.clip(np.rint(made), bounds.min, bounds.max)
    return Sound(rounded.astype(np.int16), rate)


def for_telephone(sound: Sound) -> Audio:
    """Write a sound as telephones carry it."""
    return write(at_rate(sound, TELEPHONE))

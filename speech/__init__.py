"""Speech recognisers and synthesisers; it knows nothing of the union."""

from speech.doors import recogniser, synthesiser
from speech.errors import (
    BadAddress,
    BadAudio,
    Refused,
    SpeechError,
    TooLong,
    Unreachable,
)
from speech.kinds import (
    BELIEVED,
    NO_WORDS,
    Alternative,
    Audio,
    Heard,
    Recogniser,
    Synthesiser,
)
from speech.voice import Voice

__all__ = [
    "BELIEVED",
    "NO_WORDS",
    "Alternative",
    "Audio",
    "BadAddress",
    "BadAudio",
    "Heard",
    "Recogniser",
    "Refused",
    "SpeechError",
    "Synthesiser",
    "TooLong",
    "Unreachable",
    "Voice",
    "recogniser",
    "synthesiser",
]

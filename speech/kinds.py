"""What is heard and said: recordings, what may have been said, who does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

NO_WORDS: Mapping[str, int] = MappingProxyType({})

BELIEVED = 1.0
"""The confidence of a recogniser that tells none: what it wrote is taken as said."""


@dataclass(frozen=True, slots=True)
class Audio:
    """A recording, as it came."""

    data: bytes = field(repr=False)
    media_type: str
    rate: int | None = None
    """Samples a second, where the data themselves do not say it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the texts that may have been said."""

    text: str = field(repr=False)
    confidence: float = BELIEVED


@dataclass(frozen=True, slots=True)
class Heard:
    """What may have been said, the likeliest first; empty: nothing was said."""

    alternatives: tuple[Alternative, ...] = ()


class Recogniser(Protocol):
    """Writes down what is said in a recording."""

    async def hear(
        self, audio: Audio, *, hot_words: Mapping[str, int] = NO_WORDS
    ) -> Heard:
        """Return what may have been said; the hot words are what to listen for."""

    async def close(self) -> None:
        """Close the connections."""


class Synthesiser(Protocol):
    """Says a text aloud."""

    async def say(self, ssml_or_text: str, *, slow: bool = False) -> Audio:
        """Return a text as a WAV file for the telephone: 8 kHz, mono, 16 bits."""

    async def close(self) -> None:
        """Close the connections."""

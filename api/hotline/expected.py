"""What an answer asks a platform to listen for, in numbers that platforms take."""

from dataclasses import dataclass
from math import ceil
from typing import Self

from api.hotline.schemas import CallAnswer


@dataclass(frozen=True, slots=True)
class Expected:
    """How many keys, and how long for keys and speech."""

    keys: int
    finish: str
    """The key that ends a number; a single key needs none, and # is a choice then."""

    wait_ms: int
    """Until the caller is taken for silent."""

    longest_s: int
    silence_ms: int
    """After the last word."""

    @classmethod
    def of(cls, answer: CallAnswer) -> Self:
        """Read what an answer expects."""
        speech = answer.expect.get("speech", {})
        dtmf = answer.expect.get("dtmf", {})
        keys = int(dtmf.get("max", 1))
        return cls(
            keys=keys,
            finish=str(dtmf.get("finish", "#")) if keys > 1 else "",
            wait_ms=int(dtmf.get("timeout_ms", 6000)),
            longest_s=ceil(speech.get("max_s", 20)),
            silence_ms=int(speech.get("end_silence_s", 1.2) * 1000),
        )

    @property
    def wait_s(self) -> int:
        """The wait in whole seconds."""
        return ceil(self.wait_ms / 1000)

    @property
    def silence_s(self) -> int:
        """The silence in whole seconds."""
        return ceil(self.silence_ms / 1000)

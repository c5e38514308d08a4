"""How far a call is: all that the next event needs, and nothing in memory."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Talk:
    """The state of one call between two events."""

    seq: int = -1
    said: str = ""
    """What was said last and is said again on request."""

    asked: str | None = None
    """What the bot asks for."""

    rest: tuple[str, ...] = ()
    """What follows when the caller wants to hear more."""

    number: str | None = None
    """The number that was read back and waits for a yes."""

    part: str = ""
    """What was said so far of a number that comes in pieces."""

    resuming: bool = False
    """Whether the caller was asked to go on with an earlier call."""

    matter: str | None = None
    """The intent that is being worked on."""

    words: str = ""
    """What the caller said of it first."""

    silences: int = 0
    misses: int = 0
    slow: bool = False

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Self:
        """Read what is on record of a call; of a new one there is nothing."""
        if not stored or "before" in stored:
            return cls()
        return cls(**{**stored, "rest": tuple(stored["rest"])})

    @classmethod
    def before(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """Return where the call stood that this one goes on with."""
        earlier = (stored or {}).get("before")
        return cls.read(earlier) if earlier else None

    def to_json(self) -> dict[str, Any]:
        """Write it for the record."""
        return asdict(self)

    def heard(self) -> Self:
        """Forget the silences: somebody is there."""
        return replace(self, silences=0, misses=0)

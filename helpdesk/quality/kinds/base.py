"""What every kind of check is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from helpdesk.quality.call import Call
from helpdesk.quality.turns import Turn
from helpdesk.transcripts.model import Party, Segment


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a rule is broken: a segment, or a stretch in which something is missing."""

    segment: Segment | None = None
    missing: tuple[int, int] | None = None
    words: Mapping[str, object] = field(default_factory=dict)
    """What the rule's sentence tells besides: seconds, what was said before."""


class Kind(BaseModel):
    """One kind of check; its fields are what a rule may say of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    is_joint: ClassVar[bool] = False
    """Whether it is looked at once, whoever serves: a machine hands over to a seat."""

    def look(self, call: Call, *, by: Party, at: Segment | None) -> Iterator[Trace]:
        """Yield where the party that serves breaks the rule.

        Args:
            call: The call.
            by: Who serves: the seat or the machine.
            at: What the rule's ``when`` found, for rules that ask for a reaction.
        """
        raise NotImplementedError


def missing(turns: Sequence[Turn], *, at: Segment | None = None) -> Trace:
    """Say that something is missing in turns, and what it should have answered."""
    stretch = (turns[0].first.index, turns[-1].last.index) if turns else None
    return Trace(at, stretch)

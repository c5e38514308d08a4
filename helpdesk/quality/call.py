"""A call as the rules look at it, read once for all of them."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from helpdesk.clock import SHENZHEN
from helpdesk.quality.model import TicketFacts
from helpdesk.quality.turns import Turn, turns_of
from helpdesk.quality.values import Said, quantities
from helpdesk.transcripts.analysis.model import Analysis, RiskKind
from helpdesk.transcripts.model import Party, Segment, Transcript

ANY_DAY = date(2024, 1, 1)
"""From which days are reckoned in a call that nobody dated: both sides alike."""
SERVING = frozenset({Party.agent, Party.bot})


class Call:
    """A transcript with what was made of it, read once for all rules."""

    def __init__(
        self,
        transcript: Transcript,
        analysis: Analysis,
        tickets: Sequence[TicketFacts] = (),
    ) -> None:
        self.segments = transcript.segments
        self.turns = turns_of(transcript.segments)
        self.analysis = analysis
        self.tickets = tuple(tickets)
        self.is_dated = transcript.started_at is not None
        self.day = ANY_DAY
        if transcript.started_at is not None:
            self.day = transcript.started_at.astimezone(SHENZHEN).date()

    @cached_property
    def quantities(self) -> list[Said]:
        """Return the amounts and times that were said."""
        return quantities(self.turns, self.day)

    @cached_property
    def by_party(self) -> dict[Party, tuple[Turn, ...]]:
        """Return everybody's turns."""
        return {
            party: tuple(turn for turn in self.turns if turn.party is party)
            for party in Party
        }

    @property
    def callers(self) -> tuple[Turn, ...]:
        """Return the caller's turns."""
        return self.by_party[Party.customer]

    @cached_property
    def served(self) -> tuple[Turn, ...]:
        """Return the turns of the seat and of the machine."""
        return tuple(turn for turn in self.turns if turn.party in SERVING)

    @cached_property
    def turn_of(self) -> dict[int, Turn]:
        """Return the turn that each segment belongs to, by the segment's index."""
        return {segment.index: turn for turn in self.turns for segment in turn.segments}

    @cached_property
    def intents(self) -> frozenset[str]:
        """Return what the call is about."""
        return frozenset(asked.intent for asked in self.analysis.asked)

    def first_risk(self, kinds: Sequence[RiskKind]) -> Segment | None:
        """Return where a danger was first told."""
        told = {risk.index for risk in self.analysis.risks if risk.kind in kinds}
        return next((each for each in self.segments if each.index in told), None)

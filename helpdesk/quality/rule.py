"""One rule of the book."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.quality import kinds
from helpdesk.quality.kinds import Kind
from helpdesk.quality.model import Area
from helpdesk.quality.phrases import Phrases
from helpdesk.transcripts.analysis.model import RiskKind
from helpdesk.transcripts.model import Party

WORDS = ("said", "other", "seconds", "count", "rate")
"""What a rule's sentence may tell besides."""
FULL = 100
KINDS: Mapping[str, type[Kind]] = {
    "says": kinds.Says,
    "never_says": kinds.NeverSays,
    "before": kinds.Before,
    "answers": kinds.Answers,
    "promises": kinds.Promises,
    "asks": kinds.Asks,
    "reads_back": kinds.ReadsBack,
    "repeats_right": kinds.RepeatsRight,
    "recaps": kinds.Recaps,
    "equals_ticket": kinds.EqualsTicket,
    "in_ticket": kinds.InTicket,
    "needs_ticket": kinds.NeedsTicket,
    "silence": kinds.Silence,
    "interrupts": kinds.Interrupts,
    "pace": kinds.Pace,
}


class When(BaseModel):
    """In which calls a rule is looked at; all that is named has to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intents: tuple[str, ...] = ()
    risks: tuple[RiskKind, ...] = ()
    unless_risks: tuple[RiskKind, ...] = ()
    caller_says: Phrases | None = None
    unless_caller_says: Phrases | None = None
    has_ticket: bool | None = None
    turns: int = Field(default=2, ge=0)
    """The caller's, at least: who hangs up at once was not served badly."""


class Rule(BaseModel):
    """One rule: what it looks after, in which calls, how, and what it costs."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: str = Field(pattern="^[a-z][a-z0-9_]{2,47}$")
    area: Area
    title: str = Field(min_length=2, max_length=20)
    explain: str = Field(min_length=4)
    told: str = Field(min_length=4)
    points: int = Field(ge=1, le=FULL)
    most: int | None = Field(default=None, ge=1, le=FULL)
    """What it takes in all, where it may be broken more than once."""
    limit: int | None = Field(default=None, ge=0, lt=FULL)
    """The best score of a call that breaks it, for what must never happen."""
    applies_to: tuple[Literal[Party.agent, Party.bot], ...] = (Party.agent,)
    source: str = Field(min_length=2)
    when: When = When()
    kind: Kind

    @model_validator(mode="after")
    def _fits_its_sentence(self) -> Self:
        try:
            self.told.format_map(dict.fromkeys(WORDS, ""))
        except (KeyError, ValueError, IndexError):
            raise ValueError("bad_words") from None
        return self

"""What things are called on the console: read from names.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from helpdesk.models import (
    ArticleChange,
    ArticleStatus,
    Audience,
    CannedUse,
    Confidence,
    DeskHours,
    HookEvent,
    OfficerRole,
    OrganisationKind,
    OutboxKind,
    Priority,
    ProposalState,
    ServiceClass,
    TicketSource,
    TicketStatus,
    UnionState,
)
from helpdesk.quality import Area
from helpdesk.tokens import TokenState
from helpdesk.transcripts import Party
from helpdesk.transcripts.analysis import RiskKind

FILE = Path(__file__).with_name("names.yml")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RiskName(_Strict):
    """A risk in a word, and what to do first."""

    short: str
    hint: str


class Band(_Strict):
    """Scores from a number upwards that are called the same."""

    key: str
    least: int = Field(alias="from")
    title: str


class Names(_Strict):
    """Everything that names.yml names."""

    intents: Mapping[str, str]
    entities: Mapping[str, str]
    risks: Mapping[RiskKind, RiskName]
    parties: Mapping[Party, str]
    sources: Mapping[str, str]
    areas: Mapping[Area, str]
    facts: Mapping[str, str]
    statuses: Mapping[TicketStatus, str]
    priorities: Mapping[Priority, str]
    roles: Mapping[OfficerRole, str]
    service_classes: Mapping[ServiceClass, str]
    ticket_sources: Mapping[TicketSource, str]
    skills: Mapping[str, str]
    canned_uses: Mapping[CannedUse, str]
    article_changes: Mapping[ArticleChange, str]
    article_statuses: Mapping[ArticleStatus, str]
    proposal_states: Mapping[ProposalState, str]
    confidences: Mapping[Confidence, str]
    article_facts: Mapping[str, str]
    member_facts: Mapping[str, str]
    organisation_kinds: Mapping[OrganisationKind, str]
    union_states: Mapping[UnionState, str]
    desk_hours: Mapping[DeskHours, str]
    assignment: Mapping[str, str]
    outbox_kinds: Mapping[OutboxKind, str]
    hook_events: Mapping[HookEvent, str]
    audiences: Mapping[Audience, str]
    token_states: Mapping[TokenState, str]
    quiet: frozenset[str]
    scores: tuple[Band, ...]

    def intent(self, name: str) -> str:
        """Return what an intent is called; a new one that has no name yet, as it is."""
        return self.intents.get(name, name)

    @property
    def matters(self) -> Mapping[str, str]:
        """Return the intents that somebody can see to."""
        return {
            name: title
            for name, title in self.intents.items()
            if name not in self.quiet
        }

    def entity(self, name: str) -> str:
        """Return what an entity is called."""
        return self.entities.get(name, name)

    def band(self, score: int) -> Band:
        """Return what a score is called."""
        return next(band for band in self.scores if score >= band.least)

    def source(self, name: str) -> str:
        """Return where a transcript comes from."""
        return self.sources.get(name, name)


@cache
def names() -> Names:
    """Read the names once."""
    return Names.model_validate(yaml.safe_load(FILE.read_text("utf-8")))

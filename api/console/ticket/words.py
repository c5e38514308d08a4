"""What the page of a ticket says: read from words.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from helpdesk.casework import Delivery, FollowUp
from helpdesk.dossier import Voice
from helpdesk.models import (
    AttachmentKind,
    AttachmentState,
    ChannelKind,
    ConsentPurpose,
    DeadlineClass,
    EventKind,
    Floor,
    FloorMove,
    MemberStatus,
    TicketStatus,
)

FILE = Path(__file__).with_name("words.yml")

type Said = Mapping[str, str]


class TicketWords(BaseModel):
    """Everything that words.yml says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voices: Mapping[str, str]
    channels: Mapping[ChannelKind, str]
    events: Said
    moved: Mapping[TicketStatus, str]
    results: Mapping[FollowUp, str]
    ties: Mapping[EventKind, str]
    moves: Mapping[FloorMove, str]
    deliveries: Mapping[Delivery, str]
    changes: Said
    change: str
    nothing: str
    desk: str
    deadline_classes: Mapping[DeadlineClass, str]
    due: Said
    floor: Mapping[Floor | str, str]
    waited: Said
    members: Mapping[MemberStatus, str]
    consents: Mapping[ConsentPurpose, str]
    papers: Mapping[AttachmentKind, str]
    paper_states: Mapping[AttachmentState, str]
    paper_reason: str
    details: Said
    intake: Said
    done: Said
    failed: Said

    def voice(self, voice: Voice) -> str:
        """Return what somebody in a talk is called."""
        return self.voices[voice]


@cache
def words() -> TicketWords:
    """Read the texts once."""
    return TicketWords.model_validate(yaml.safe_load(FILE.read_text("utf-8")))

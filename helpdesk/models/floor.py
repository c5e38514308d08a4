"""The floor: who answers in a conversation, and every change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.conversations import Floor
from helpdesk.models.sealed import Sealed
from helpdesk.models.tickets import AuthorKind


class FloorMove(StrEnum):
    """What can happen to the floor."""

    queued = "queued"  # an officer was asked for
    left = "left"  # the worker does not want to wait any more
    taken = "taken"  # an officer answers from now on
    said = "said"  # the officer said something
    passed = "passed"  # back into the queue: for a colleague, or the officer is gone
    returned = "returned"  # the officer has done, the bot answers again
    abandoned = "abandoned"  # nobody came back for long


@dataclass(frozen=True, slots=True)
class FloorRule:
    """From where a move leads where, and whose move it is."""

    before: frozenset[Floor]
    after: Floor
    by: frozenset[AuthorKind]


_MEMBER, _OFFICER, _SYSTEM = AuthorKind.member, AuthorKind.officer, AuthorKind.system

FLOOR_TABLE: Mapping[FloorMove, FloorRule] = {
    FloorMove.queued: FloorRule(
        frozenset({Floor.bot}), Floor.queued, frozenset({_MEMBER, _SYSTEM})
    ),
    FloorMove.left: FloorRule(
        frozenset({Floor.queued}), Floor.bot, frozenset({_MEMBER})
    ),
    FloorMove.taken: FloorRule(
        frozenset({Floor.bot, Floor.queued}), Floor.officer, frozenset({_OFFICER})
    ),
    FloorMove.said: FloorRule(
        frozenset({Floor.officer}), Floor.officer, frozenset({_OFFICER})
    ),
    FloorMove.passed: FloorRule(
        frozenset({Floor.officer}), Floor.queued, frozenset({_OFFICER, _SYSTEM})
    ),
    FloorMove.returned: FloorRule(
        frozenset({Floor.officer}), Floor.bot, frozenset({_OFFICER})
    ),
    FloorMove.abandoned: FloorRule(
        frozenset({Floor.queued, Floor.officer}), Floor.bot, frozenset({_SYSTEM})
    ),
}


class FloorEvent(Numbered, Dated, Base):
    """One move on the floor of a conversation; an officer's words stand in it."""

    __tablename__ = "floor_events"
    __table_args__ = (Index(None, "conversation_id", "id"),)

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id"), comment="in which conversation"
    )
    move: Mapped[FloorMove] = mapped_column(comment="what happened")
    author: Mapped[AuthorKind] = mapped_column(comment="who did it")
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="which officer"
    )
    text: Mapped[str | None] = mapped_column(
        Sealed("floor_event.text"), comment="sealed words of the officer"
    )
    before: Mapped[Floor] = mapped_column(comment="who answered before")
    after: Mapped[Floor] = mapped_column(comment="who answers from then on")

"""Steps: every matter moves along its table, and each step is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import Conflict, TransitionNotAllowed
from helpdesk.models import (
    AuthorKind,
    Base,
    DreamApplication,
    Grant,
    HardshipFile,
    LegalCase,
    MutualAidClaim,
    ReliefRequest,
    RiskReport,
    Step,
)
from helpdesk.rules import rules
from helpdesk.steps.repository import StepRepository
from helpdesk.texts import tidy

TEXT_LIMIT = 2000
OWNER: Mapping[type[Base], str] = {
    DreamApplication: "dream_application_id",
    LegalCase: "legal_case_id",
    HardshipFile: "hardship_file_id",
    Grant: "grant_id",
    MutualAidClaim: "mutual_aid_claim_id",
    ReliefRequest: "relief_request_id",
    RiskReport: "risk_report_id",
}


class Matter(Protocol):
    """A record that moves along a transition table."""

    id: Any
    status: Any


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step, and what is said about it."""

    author: AuthorKind = AuthorKind.officer
    officer_id: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a matter is, as its owner may be told."""

    status: str
    label: str
    told: str
    since: datetime


class StepService:
    """Moves matters and remembers how they moved."""

    async def begin(self, session: AsyncSession, matter: Matter, by: By) -> None:
        """Write down a matter's first state; gives it its key."""
        session.add(matter)
        await session.flush()
        await self._record(session, matter, None, by)

    async def opened_by[M: (LegalCase, ReliefRequest, RiskReport)](
        self, session: AsyncSession, kind: type[M], ticket_id: int | None
    ) -> M | None:
        """Return what a ticket has opened already; two at once take turns."""
        if ticket_id is None:
            return None
        return await StepRepository(session).opened_by(kind, ticket_id)

    async def move(
        self, session: AsyncSession, matter: Matter, to: StrEnum, by: By
    ) -> None:
        """Move a matter, held by the caller, one step along its table.

        Raises:
            TransitionNotAllowed: The table has no such step.
        """
        if to not in matter.status.next:
            raise TransitionNotAllowed(f"{matter.status} → {to}")
        before, matter.status = matter.status, to
        await self._record(session, matter, before, by)

    async def note(self, session: AsyncSession, matter: Matter, by: By) -> None:
        """Write something down without a move."""
        await self._record(session, matter, matter.status, by)

    async def history(self, session: AsyncSession, matter: Matter) -> Sequence[Step]:
        """Return what happened to a matter, oldest first."""
        owner = getattr(Step, _owner(matter))
        return await StepRepository(session).list_of(owner, matter.id)

    async def progress(
        self, session: AsyncSession, matter: Matter, words: Path
    ) -> Progress:
        """Tell where a matter is, in the words of a file."""
        taken = await self.history(session, matter)
        if not taken:
            raise Conflict("a matter without a first step")
        since = next(
            step.created_at
            for step in reversed(taken)
            if step.before != step.after  # a note moves nothing
        )
        entry = rules(words)[matter.status]
        return Progress(matter.status, entry["label"], entry["told"], since)

    async def _record(
        self, session: AsyncSession, matter: Matter, before: str | None, by: By
    ) -> None:
        step = Step(
            before=before,
            after=matter.status,
            author=by.author,
            officer_id=by.officer_id,
            words=by.words and tidy(by.words, limit=TEXT_LIMIT),
        )
        setattr(step, _owner(matter), matter.id)
        session.add(step)
        await session.flush()


def _owner(matter: Matter) -> str:
    """Return the name of the column that refers to a matter."""
    return next(name for kind, name in OWNER.items() if isinstance(matter, kind))


steps = StepService()

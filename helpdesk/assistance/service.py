"""Assistance: hardship files and grants, decided step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.assistance.golden_autumn import school_grant
from helpdesk.assistance.repository import AssistanceRepository, GrantTotals
from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.members.moving import hold_person
from helpdesk.models import (
    AidStatus,
    AuthorKind,
    Grant,
    GrantKind,
    HardshipFile,
    Residence,
    SchoolStage,
)
from helpdesk.money import read_cents
from helpdesk.steps import By, Progress, steps
from helpdesk.texts import tidy

PROGRESS = Path(__file__).with_name("progress.yml")
BY_MEMBER = By(AuthorKind.member)
NAME_LIMIT = 40
TEXT_LIMIT = 2000
YEARS = range(2008, 2101)


@dataclass(frozen=True, slots=True)
class AidProgress:
    """What was applied for, for which year, and where it is."""

    what: str
    year: int
    progress: Progress


class AssistanceService:
    """Takes, moves and decides applications for assistance."""

    async def apply_hardship(
        self,
        session: AsyncSession,
        *,
        member_id: int,
        year: int,
        residence: Residence,
        circumstances: Mapping[str, str],
    ) -> HardshipFile:
        """Open a worker's file of a year; there is one at a time."""
        repository = await _applying(session, member_id, year)
        known = await repository.live_file(member_id=member_id, year=year)
        if known is not None:
            return known
        file = HardshipFile(
            member_id=member_id,
            year=year,
            residence=residence,
            circumstances={
                key: tidy(text, limit=TEXT_LIMIT) for key, text in circumstances.items()
            },
            status=AidStatus.submitted,
        )
        await steps.begin(session, file, BY_MEMBER)
        return file

    async def apply_school(
        self,
        session: AsyncSession,
        *,
        member_id: int,
        year: int,
        child: str,
        stage: SchoolStage,
        file: HardshipFile | None = None,
    ) -> Grant:
        """Apply for 金秋助学; a child is helped once a year."""
        named = tidy(child, limit=NAME_LIMIT)
        if not named:
            raise InvalidInput("a child has a name")
        repository = await _applying(session, member_id, year)
        known = await repository.live_school_grant(
            member_id=member_id, year=year, child=named
        )
        if known is not None:
            return known
        grant = Grant(
            kind=GrantKind.golden_autumn,
            year=year,
            member_id=member_id,
            child=named,
            stage=stage,
            hardship_file_id=_own(file, member_id),
            status=AidStatus.submitted,
        )
        await steps.begin(session, grant, BY_MEMBER)
        return grant

    async def propose_warmth(
        self, session: AsyncSession, *, file: HardshipFile, cents: int, by: By
    ) -> Grant:
        """Propose 送温暖 money for a household whose file was approved."""
        repository = AssistanceRepository(session)
        file = await repository.hold(file)
        if file.status is not AidStatus.approved:
            raise Conflict("the file was not approved")
        grant = Grant(
            kind=GrantKind.warmth,
            year=file.year,
            member_id=file.member_id,
            hardship_file_id=file.id,
            amount_cents=_positive(cents),
            status=AidStatus.submitted,
        )
        await steps.begin(session, grant, by)
        return grant

    async def move(
        self,
        session: AsyncSession,
        record: HardshipFile | Grant,
        to: AidStatus,
        by: By,
    ) -> None:
        """Take a step that decides no money; a refusal tells its reason."""
        if to is AidStatus.refused and not by.words:
            raise InvalidInput("a refusal needs its reason")
        if to is AidStatus.paid or _is_decision(record, to):
            raise TransitionNotAllowed(f"{to} has a way of its own")
        record = await AssistanceRepository(session).hold(record)
        await steps.move(session, record, to, by)

    async def approve(
        self, session: AsyncSession, grant: Grant, *, by: By, cents: int | None = None
    ) -> None:
        """Approve a grant after its publication.

        The amount of 金秋助学 follows the standard only when it was announced for the
        grant's own year; of other years an officer has to name it.

        Raises:
            Conflict: No amount is known, and none was named.
        """
        grant = await AssistanceRepository(session).hold(grant)
        if cents is not None:
            grant.amount_cents = _positive(cents)
        elif grant.amount_cents is None:
            _follow_standard(grant)
        await steps.move(session, grant, AidStatus.approved, by)

    async def pay(
        self, session: AsyncSession, grant: Grant, *, batch: str, by: By
    ) -> None:
        """Write down that a grant was paid, and in which batch."""
        named = tidy(batch, limit=60)
        if not named:
            raise InvalidInput("money is paid in a batch")
        grant = await AssistanceRepository(session).hold(grant)
        grant.batch = named
        await steps.move(session, grant, AidStatus.paid, by)

    async def grants_of(self, session: AsyncSession, member_id: int) -> Sequence[Grant]:
        """Return a worker's grants, newest first."""
        return await AssistanceRepository(session).grants_of(member_id)

    async def progress_of(
        self, session: AsyncSession, member_id: int
    ) -> list[AidProgress]:
        """Tell where a worker's files and grants are, newest first."""
        repository = AssistanceRepository(session)
        files = await repository.files_of(member_id)
        grants = await repository.grants_of(member_id)
        told: list[tuple[str, int, HardshipFile | Grant]] = [
            *(("hardship", file.year, file) for file in files),
            *((str(grant.kind), grant.year, grant) for grant in grants),
        ]
        return [
            AidProgress(what, year, await self.progress(session, record))
            for what, year, record in told
        ]

    async def totals(
        self, session: AsyncSession, *, kind: GrantKind, year: int
    ) -> GrantTotals:
        """Count the grants of a year that were paid."""
        return await AssistanceRepository(session).totals(kind=kind, year=year)

    async def progress(
        self, session: AsyncSession, record: HardshipFile | Grant
    ) -> Progress:
        """Tell where a file or a grant is."""
        return await steps.progress(session, record, PROGRESS)


async def _applying(
    session: AsyncSession, member_id: int, year: int
) -> AssistanceRepository:
    """Hold the worker who applies, so that two taps make one application."""
    if year not in YEARS:
        raise InvalidInput(f"{year} is no year of assistance")
    await hold_person(session, member_id)
    return AssistanceRepository(session)


def _own(file: HardshipFile | None, member_id: int) -> int | None:
    if file is not None and file.member_id != member_id:
        raise Conflict("the file is somebody else's")
    return file.id if file else None


def _is_decision(record: HardshipFile | Grant, to: AidStatus) -> bool:
    return isinstance(record, Grant) and to is AidStatus.approved


def _follow_standard(grant: Grant) -> None:
    """Take the amount that was announced for the grant's own year, or none."""
    if grant.stage is None:
        raise Conflict("the amount has to be named")
    found = school_grant(stage=grant.stage, year=grant.year)
    if not found.standard.verified:
        raise Conflict(f"no amount is verified for {grant.year}; name it")
    grant.amount_cents, grant.standard_year = found.cents, found.standard.year


def _positive(cents: int) -> int:
    if read_cents(cents) == 0:
        raise InvalidInput("a grant is more than nothing")
    return cents


assistance = AssistanceService()

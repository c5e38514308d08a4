"""SQL of uploads."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from helpdesk.models import JobState, TranscriptJob, TranscriptRefusal
from helpdesk.repository import Repository
from helpdesk.spool import Spooled


class UploadRepository(Repository):
    """Questions about uploads."""

    async def add(
        self, spooled: Spooled, *, key: str, name: str, at: datetime
    ) -> TranscriptJob | None:
        """Record an upload and return it; nothing when it is on record already."""
        new = self.insert(TranscriptJob).values(
            key=key,
            sha512=spooled.sha512,
            name=name,
            size=spooled.size,
            path=spooled.path,
            file_key=spooled.key,
            state=JobState.waiting,
            tries=0,
            next_file=0,
            taken=0,
            known=0,
            refused=0,
            created_at=at,
        )
        once = new.on_conflict_do_nothing().returning(TranscriptJob)
        return (await self.session.scalars(once)).one_or_none()

    async def hold_same(self, sha512: str) -> TranscriptJob:
        """Return the job of an upload that is on record, held."""
        statement = (
            select(TranscriptJob)
            .where(TranscriptJob.sha512 == sha512)
            .with_for_update()
        )
        return (await self.session.scalars(statement)).one()

    async def by_key(self, key: str) -> TranscriptJob | None:
        """Return the job whose uploader holds this name."""
        statement = select(TranscriptJob).where(TranscriptJob.key == key)
        return (await self.session.scalars(statement)).one_or_none()

    async def is_due(self, *, now: datetime) -> bool:
        """Tell whether there is anything to work off."""
        statement = select(TranscriptJob.id).where(_due(now)).limit(1)
        return (await self.session.scalars(statement)).one_or_none() is not None

    async def claim(self, *, now: datetime) -> TranscriptJob | None:
        """Return the oldest upload that nobody is at, held; others take another."""
        statement = (
            select(TranscriptJob)
            .where(_due(now))
            .order_by(TranscriptJob.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def hold(self, job_id: int, *, by: str) -> TranscriptJob | None:
        """Return an upload for a worker to write on; nothing if it lost its hold."""
        statement = (
            select(TranscriptJob)
            .where(TranscriptJob.id == job_id, TranscriptJob.held_by == by)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_refusals(self, job_id: int) -> Sequence[TranscriptRefusal]:
        """Return what was not taken of an upload, in the order of its files."""
        statement = (
            select(TranscriptRefusal)
            .where(TranscriptRefusal.job_id == job_id)
            .order_by(TranscriptRefusal.position)
        )
        return (await self.session.scalars(statement)).all()

    async def list_paths(self) -> Sequence[str]:
        """Return the files that are still waited for."""
        statement = select(TranscriptJob.path).where(TranscriptJob.path.is_not(None))
        return [path for path in await self.session.scalars(statement) if path]


def _due(now: datetime) -> ColumnElement[bool]:
    is_left = and_(
        TranscriptJob.state == JobState.running, TranscriptJob.held_until < now
    )
    return or_(TranscriptJob.state == JobState.waiting, is_left)

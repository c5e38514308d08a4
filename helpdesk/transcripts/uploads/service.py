"""Uploads: each one a job, told by its digest; what became of every file is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock, spool
from helpdesk.database import read_only
from helpdesk.errors import NotFound
from helpdesk.models import JobState, TranscriptJob, TranscriptRefusal
from helpdesk.spool import Spooled
from helpdesk.texts import tidy
from helpdesk.transcripts.faults import reason
from helpdesk.transcripts.reading import Refusal
from helpdesk.transcripts.records import Kept, archive
from helpdesk.transcripts.uploads.repository import UploadRepository

HOLD = timedelta(minutes=2)
"""How long a worker may be at one batch; afterwards another goes on with it."""

TRIES = 5
"""How often an upload is begun without getting any further."""

LATER = timedelta(hours=1)
"""When it is looked again whether a new day has brought new ticket numbers."""

NAME_LIMIT = 200
LEFT_OVER = timedelta(hours=6)
"""How old a file is that no upload in progress can be."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload is, and what of it was not taken."""

    job: TranscriptJob
    refusals: Sequence[TranscriptRefusal]


class UploadService:
    """Takes uploads, and writes down what the worker makes of them."""

    async def submit(
        self, session: AsyncSession, spooled: Spooled, *, name: str
    ) -> TranscriptJob:
        """Return the job of an upload; the same one again is the same job.

        A file that the job does not point at afterwards is not needed: ``spooled.path``
        is to be compared. One whose first file was lost takes this one.
        """
        repository = UploadRepository(session)
        new = await repository.add(
            spooled,
            key=secrets.token_urlsafe(16),
            name=tidy(name, limit=NAME_LIMIT),
            at=clock.now(),
        )
        if new is not None:
            return new
        job = await repository.hold_same(spooled.sha512)
        if job.state is JobState.failed:
            job.path, job.file_key = spooled.path, spooled.key
            job.state, job.tries = JobState.waiting, 0
            job.held_by = job.held_until = job.finished_at = None
            await session.flush()
        return job

    async def standing(self, session: AsyncSession, key: str) -> Standing:
        """Tell how far an upload is.

        Raises:
            NotFound: There is no such upload, or it was long ago.
        """
        repository = UploadRepository(session)
        job = await repository.by_key(key)
        if job is None:
            raise NotFound("no such upload")
        return Standing(job, await repository.list_refusals(job.id))

    async def is_due(self, session: AsyncSession) -> bool:
        """Tell whether there is anything to work off."""
        return await UploadRepository(session).is_due(now=clock.now())

    async def claim(self, session: AsyncSession, *, by: str) -> TranscriptJob | None:
        """Give a worker the oldest upload that nobody is at."""
        job = await UploadRepository(session).claim(now=clock.now())
        if job is None:
            return None
        job.tries += 1
        job.held_by, job.held_until = by, clock.now() + HOLD
        job.state = JobState.running
        if job.tries > TRIES:
            self._end(job, JobState.failed)
        await session.flush()
        return job

    async def advance(
        self,
        session: AsyncSession,
        job: TranscriptJob,
        results: Sequence[Kept | Refusal],
        *,
        files: int,
    ) -> TranscriptJob | None:
        """Keep what came of the next files, all or nothing; return the job as it is.

        Nothing is written by a worker that was too slow and lost its hold.
        """
        held = await UploadRepository(session).hold(job.id, by=job.held_by or "")
        if held is None:
            return None
        kept = [each for each in results if isinstance(each, Kept)]
        known = await archive.known(session, [k.original.sha512 for k in kept])
        await archive.keep(session, kept, job_id=held.id)
        for position, result in enumerate(results, start=held.next_file):
            if isinstance(result, Refusal):
                session.add(_refusal(held.id, position, result))
        new = {k.original.sha512 for k in kept} - known
        held.taken += len(new)
        held.known += len(kept) - len(new)
        held.refused += len(results) - len(kept)
        held.files, held.next_file = files, held.next_file + len(results)
        held.tries, held.held_until = 0, clock.now() + HOLD
        if held.next_file >= files:
            self._end(held, JobState.done)
        await session.flush()
        return held

    async def fail(self, session: AsyncSession, job: TranscriptJob) -> None:
        """Note that an upload's file can not be opened any more."""
        held = await UploadRepository(session).hold(job.id, by=job.held_by or "")
        if held is not None:
            self._end(held, JobState.failed)
            await session.flush()

    async def let_go(self, session: AsyncSession, job: TranscriptJob) -> None:
        """Let another worker go on at once: this one is told to stop."""
        held = await UploadRepository(session).hold(job.id, by=job.held_by or "")
        if held is not None:
            held.state, held.held_by, held.held_until = JobState.waiting, None, None
            await session.flush()

    async def put_off(self, session: AsyncSession, job: TranscriptJob) -> None:
        """Go on with a job later: nothing is wrong with it."""
        held = await UploadRepository(session).hold(job.id, by=job.held_by or "")
        if held is not None:
            held.held_by, held.held_until = None, clock.now() + LATER
            held.tries = 0
            await session.flush()

    async def sweep(
        self, sessions: async_sessionmaker[AsyncSession], *, data_dir: Path
    ) -> int:
        """Delete files that belong to no upload any more; return how many went."""
        before = (clock.now() - LEFT_OVER).timestamp()
        old = [path for path, at in spool.listed(data_dir) if at < before]
        if not old:
            return 0
        async with read_only(sessions) as session:
            needed = set(await UploadRepository(session).list_paths())
        gone = [path for path in old if path not in needed]
        for path in gone:
            spool.remove(data_dir, path)
        return len(gone)

    def _end(self, job: TranscriptJob, state: JobState) -> None:
        """Let go of a job and of its file."""
        job.state, job.finished_at = state, clock.now()
        job.held_by = job.held_until = job.path = job.file_key = None


def _refusal(job_id: int, position: int, refusal: Refusal) -> TranscriptRefusal:
    return TranscriptRefusal(
        job_id=job_id,
        position=position,
        name=tidy(refusal.name, limit=NAME_LIMIT),
        code=refusal.error.code,
        reason=reason(refusal.error),
    )


uploads = UploadService()

"""Working uploads off: opened, read and analysed beside the records, kept in batches.

No transaction is open while a file is read: a worker holds a job by a note with an
end, and one that was killed is followed by another when the note runs out.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import spool
from helpdesk.database import unit_of_work
from helpdesk.errors import NotFound, NumbersSpared
from helpdesk.models import TranscriptJob
from helpdesk.transcripts.errors import BadTranscript, EmptyFile
from helpdesk.transcripts.model import Original
from helpdesk.transcripts.opening import unpack
from helpdesk.transcripts.reading import Refusal
from helpdesk.transcripts.records import Kept, take_in
from helpdesk.transcripts.records.taking import Reader
from helpdesk.transcripts.uploads.service import uploads

logger = logging.getLogger(__name__)

BATCH = 8
"""Calls in one transaction: whoever opens a ticket meanwhile waits some 50 ms."""


async def work_off(
    sessions: async_sessionmaker[AsyncSession],
    reader: Reader,
    *,
    data_dir: Path,
    stop: asyncio.Event,
) -> None:
    """Work off what was uploaded, one after the other, until nothing is left."""
    worker = secrets.token_hex(8)
    while not stop.is_set():
        async with unit_of_work(sessions) as session:
            job = await uploads.claim(session, by=worker)
        if job is None:
            return
        if job.held_by != worker:  # it was begun too often
            continue
        try:
            await _work_off(sessions, job, reader, data_dir=data_dir, stop=stop)
        except NumbersSpared:
            async with unit_of_work(sessions) as session:
                await uploads.put_off(session, job)


async def _work_off(
    sessions: async_sessionmaker[AsyncSession],
    job: TranscriptJob,
    reader: Reader,
    *,
    data_dir: Path,
    stop: asyncio.Event,
) -> None:
    """Go on with a job where it stands; what is committed is not done again."""
    path = job.path or ""
    try:
        files = await asyncio.to_thread(_open, data_dir, job)
    except NotFound:
        async with unit_of_work(sessions) as session:
            await uploads.fail(session, job)
        return
    now: TranscriptJob | None = job
    while now is not None and now.finished_at is None and not stop.is_set():
        some = files[now.next_file : now.next_file + BATCH]
        results = await asyncio.to_thread(_results, some, reader)
        async with unit_of_work(sessions) as session:
            now = await uploads.advance(session, now, results, files=len(files))
    if now is not None and now.finished_at is None:
        async with unit_of_work(sessions) as session:
            await uploads.let_go(session, now)
    elif now is not None:
        spool.remove(data_dir, path)
        logger.info("upload %d: %d taken, %d refused", now.id, now.taken, now.refused)


def _open(data_dir: Path, job: TranscriptJob) -> Sequence[Original | Refusal]:
    """Return the files of an upload, or why there are none."""
    data = spool.read(data_dir, path=job.path or "", key=job.file_key or "")
    try:
        files = unpack(Original(job.name, data))
    except BadTranscript as error:
        return [Refusal(job.name, error)]
    return files or [Refusal(job.name, EmptyFile())]


def _results(
    files: Sequence[Original | Refusal], reader: Reader
) -> Sequence[Kept | Refusal]:
    taken = iter(take_in([f for f in files if isinstance(f, Original)], reader))
    return [f if isinstance(f, Refusal) else next(taken) for f in files]

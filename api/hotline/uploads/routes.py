"""Transcripts handed in: taken at once, worked off later, asked about by name."""

import asyncio
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from api.errors import BrokenUpload, EmptyUpload, UploadTooLarge
from api.hotline.door import let_in
from api.hotline.uploads.parts import Body, body_of
from api.hotline.uploads.schemas import Accepted, UploadState
from api.services import Services, Use
from helpdesk.database import read_only, unit_of_work
from helpdesk.transcripts.limits import limits
from helpdesk.transcripts.uploads import Spool, Spooled, uploads

PATH = "/hotline/transcripts"
ENVELOPE = 64 * 1024  # bytes of a form around its file

router = APIRouter()


@router.post(PATH, status_code=HTTPStatus.ACCEPTED)
async def upload(request: Request, response: Response, services: Use) -> Accepted:
    """Take a file of transcripts or an archive; the same one again is the same job."""
    let_in(services, request)
    largest = limits().archive_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > largest + ENVELOPE:
        raise UploadTooLarge
    body = body_of(request.headers)
    spooled = await _spooled(request, body, services.settings.data_dir, largest)
    key = await _submitted(services, spooled, body.name)
    response.headers["Location"] = f"{PATH}/{key}"
    return Accepted(job=key, status_url=f"{PATH}/{key}")


@router.get(PATH + "/{job}")
async def state(job: str, request: Request, services: Use) -> UploadState:
    """Tell how far an upload is, and what of it was not taken."""
    let_in(services, request)
    async with read_only(services.sessions) as session:
        return UploadState.of(await uploads.standing(session, job))


async def _spooled(
    request: Request, body: Body, data_dir: Path, largest: int
) -> Spooled:
    """Put the file of a body on the disk, sealed; of what fails nothing is left."""
    spool = await asyncio.to_thread(Spool, data_dir)
    try:
        read = 0
        async for piece in request.stream():
            read += len(piece)
            found = body.feed(piece)
            if spool.size + len(found) > largest or read > largest + ENVELOPE:
                raise UploadTooLarge
            await asyncio.to_thread(spool.write, found)
        body.finish()
        if not spool.size:
            raise EmptyUpload
        return await asyncio.to_thread(spool.finish)
    except BaseException as error:
        spool.discard()
        if isinstance(error, ClientDisconnect):  # nobody is there to be answered
            raise BrokenUpload from None
        raise


async def _submitted(services: Services, spooled: Spooled, name: str) -> str:
    """Record an upload; a file that is there already is not needed twice."""
    async with unit_of_work(services.sessions) as session:
        job = await uploads.submit(session, spooled, name=name)
    if job.path != spooled.path:
        await asyncio.to_thread(spooled.remove, services.settings.data_dir)
    return job.key

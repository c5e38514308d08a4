"""Recordings of calls: written by the telephone system, kept in the vault."""

import asyncio
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.calls.repository import CallRepository
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import NotFound
from helpdesk.evidence import Fetched, Kept, evidence, seal, vault
from helpdesk.models import AttachmentKind, Call, Conversation, Ticket
from helpdesk.tickets import tickets

logger = logging.getLogger(__name__)

IDLE = timedelta(minutes=10)
"""A file that is not written for so long is whole: its writer died."""

LARGEST = 128 * 2**20
"""Bytes: two hours; no call with us is that long."""

_NAME = re.compile(r"(?P<digest>[0-9a-f]{64})-(?P<seq>\d{1,9})")
_HEADER = 44


async def name(session: AsyncSession, call_id: str, *, seq: int) -> str:
    """Name the recording of a call that begins at an event; it tells nobody's number.

    By the name alone the call is found again, also after a restart.
    """
    call = await CallRepository(session).by_call_id(call_id)
    if call is None:
        raise NotFound("the call is not on record")
    return f"{_digest(call)}-{seq}"


async def collect(
    sessions: async_sessionmaker[AsyncSession], folder: Path, *, data_dir: Path
) -> int:
    """Seal every recording that is whole, and return how many were kept.

    Who dies in between collects the file again and finds it on record.
    """
    kept = 0
    for file, digest, seq in _whole(folder):
        async with read_only(sessions) as session:
            call = await CallRepository(session).by_call_id(digest)
        if call is None or not _HEADER < file.stat().st_size <= LARGEST:
            logger.warning("a recording belongs to no call, or holds nothing")
        else:
            kept += await _collect(sessions, call, file, seq=seq, data_dir=data_dir)
        file.unlink(missing_ok=True)
    return kept


def _whole(folder: Path) -> Iterator[tuple[Path, bytes, int]]:
    """Yield recordings that nobody writes to any more, with their calls and events."""
    for file in sorted(folder.glob("*.wav")):
        named, found = _NAME.fullmatch(file.stem), file.stat()
        with file.open("rb") as reading:
            told = int.from_bytes(reading.read(8)[4:], "little")
        is_ended = found.st_size > _HEADER and told == found.st_size - 8
        is_idle = clock.now().timestamp() - found.st_mtime > IDLE.total_seconds()
        if named and (is_ended or is_idle):
            yield file, bytes.fromhex(named["digest"]), int(named["seq"])


async def _collect(
    sessions: async_sessionmaker[AsyncSession],
    call: Call,
    file: Path,
    *,
    seq: int,
    data_dir: Path,
) -> bool:
    content = await asyncio.to_thread(file.read_bytes)
    kept = await seal(Fetched(content), "audio/wav", data_dir=data_dir)
    async with unit_of_work(sessions) as session:
        is_new = await _note(session, call, kept, seq=seq)
    if not is_new:
        vault.remove(data_dir, kept.stored.path)
    return is_new


async def _note(session: AsyncSession, call: Call, kept: Kept, *, seq: int) -> bool:
    """Put a recording on record, with the ticket that its call opened."""
    conversation = await session.get(Conversation, call.conversation_id)
    if conversation is None:
        return False
    return await evidence.keep(
        session,
        conversation,
        kept,
        message_id=f"recording-{_digest(call)[:24]}-{seq}",
        kind=AttachmentKind.recording,
        ticket=await _opened_by(session, call, conversation),
    )


def _digest(call: Call) -> str:
    """Return the digest of the platform's id, as files are named."""
    digest = call.call_lookup
    return digest.hex()  # type: ignore[union-attr]  # a row that was read has bytes


async def _opened_by(
    session: AsyncSession, call: Call, conversation: Conversation
) -> Ticket | None:
    """Return the newest ticket of a call, none of the caller's other matters."""
    ticket = await tickets.latest_of(session, conversation)
    if ticket is None or ticket.conversation_id != conversation.id:
        return None
    return ticket if ticket.created_at >= call.began_at else None

"""Fetching what was sent from the provider into the vault."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import glance, unit_of_work
from helpdesk.errors import FetchFailed, Gone, TooLarge
from helpdesk.evidence import vault
from helpdesk.evidence.formats import media_type
from helpdesk.evidence.repository import EvidenceRepository
from helpdesk.evidence.telling import tell_unkept
from helpdesk.models import Attachment, AttachmentKind, AttachmentState
from helpdesk.rules import rules

logger = logging.getLogger(__name__)

LIMITS = Path(__file__).with_name("limits.yml")
BATCH = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes from the provider."""

    content: bytes = field(repr=False)
    name: str | None = None


type Fetch = Callable[[str, int], Awaitable[Fetched]]
"""Takes the provider's id and the largest size; raises FetchFailed."""


class Fault(StrEnum):
    """Why something is not kept."""

    too_large = "too_large"
    unknown = "unknown"
    gone = "gone"


@dataclass(frozen=True, slots=True)
class Errand:
    """An attachment to be fetched, free of any session."""

    attachment_id: int
    kind: AttachmentKind
    source: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the vault now."""

    stored: vault.Stored
    fetched: Fetched
    media_type: str
    sha256: str


async def fetch_due(
    sessions: async_sessionmaker[AsyncSession], fetch: Fetch, *, data_dir: Path
) -> int:
    """Fetch what is due and return how many were kept.

    No transaction is open while the provider or the disk is waited for. A worker that
    dies in between fetches again after the pause; its file is swept away.
    """
    async with glance(sessions) as session:
        if not await EvidenceRepository(session).anything_due(clock.now()):
            return 0
    async with unit_of_work(sessions) as session:
        errands = await _pick(session)
    kept = 0
    for errand in errands:
        try:
            result = await _run(errand, fetch, data_dir)
        except OSError as error:
            logger.error("evidence is not stored: %s", type(error).__name__)
            break
        async with unit_of_work(sessions) as session:
            kept += await _settle(session, errand, result, data_dir)
    return kept


async def _pick(session: AsyncSession) -> list[Errand]:
    """Take due attachments; each becomes due again unless it is settled before."""
    now, book = clock.now(), rules(LIMITS)["fetching"]
    longest = timedelta(seconds=book["longest_pause_seconds"])
    errands = []
    for each in await EvidenceRepository(session).take_due(now, limit=BATCH):
        first = timedelta(seconds=book["first_pause_seconds"])
        each.due_at = now + min(first * 2 ** min(each.tries, 20), longest)
        each.tries += 1
        if each.source is None:
            await _refuse(session, each, Fault.gone)
        else:
            errands.append(Errand(each.id, each.kind, each.source))
    return errands


async def _run(errand: Errand, fetch: Fetch, data_dir: Path) -> Kept | Fault | str:
    """Return what was kept, why it never will be, or why not this time."""
    limit: dict[str, Any] = rules(LIMITS)["kinds"][errand.kind]
    try:
        fetched = await fetch(errand.source, limit["largest"])
    except Gone:
        return Fault.gone
    except TooLarge:
        return Fault.too_large
    except FetchFailed as error:
        return str(error)[:200]
    if len(fetched.content) > limit["largest"]:
        return Fault.too_large
    found = media_type(fetched.content)
    if found is None or found not in limit["accepts"]:
        return Fault.unknown
    return await seal(fetched, found, data_dir=data_dir)


async def seal(fetched: Fetched, kind: str, *, data_dir: Path) -> Kept:
    """Put bytes into the vault; no session is open meanwhile."""
    stored = await asyncio.to_thread(
        vault.put, data_dir, fetched.content, at=clock.now()
    )
    return Kept(stored, fetched, kind, hashlib.sha256(fetched.content).hexdigest())


async def _settle(
    session: AsyncSession,
    errand: Errand,
    result: Kept | Fault | str,
    data_dir: Path,
) -> bool:
    """Note what came of it; who left meanwhile leaves no file behind."""
    held = await EvidenceRepository(session).hold(errand.attachment_id)
    if held is None or held.state is not AttachmentState.waiting:
        if isinstance(result, Kept):
            vault.remove(data_dir, result.stored.path)
        return False
    if isinstance(result, Kept):
        note(held, result)
        return True
    if isinstance(result, Fault):
        await _refuse(session, held, result)
        return False
    held.error = result
    hours = rules(LIMITS)["fetching"]["given_up_after_hours"]
    if clock.now() - held.created_at > timedelta(hours=hours):
        await _refuse(session, held, Fault.gone)
    return False


def note(held: Attachment, kept: Kept) -> None:
    """Write down where the bytes lie."""
    held.state, held.source, held.error = AttachmentState.stored, None, None
    held.path, held.key = kept.stored.path, kept.stored.key
    held.media_type, held.sha256 = kept.media_type, kept.sha256
    held.size = len(kept.fetched.content)
    held.name = held.name or kept.fetched.name


async def _refuse(session: AsyncSession, held: Attachment, fault: Fault) -> None:
    """Keep nothing of it, and say so to worker and officers."""
    is_gone = fault is Fault.gone
    held.state = AttachmentState.lost if is_gone else AttachmentState.refused
    held.source, held.error = None, fault.value
    await session.flush()
    await tell_unkept(session, held, fault)

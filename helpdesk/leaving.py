"""Leaving: a follower who unsubscribes is forgotten, in the records and beside them."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.audit import SYSTEM
from helpdesk.database import overwrite_log, unit_of_work
from helpdesk.evidence import evidence
from helpdesk.identity import bindings
from helpdesk.models import ChannelKind
from helpdesk.privacy.service import privacy
from helpdesk.retention.talks import OUT_OF_REACH, forget

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Traces:
    """What of somebody lies outside the records."""

    threads: Sequence[str]
    files: Sequence[str]


async def unsubscribe(
    sessions: async_sessionmaker[AsyncSession],
    openid: str,
    *,
    data_dir: Path,
    talks: URL,
) -> None:
    """Forget an account that unsubscribed; again or of a stranger, it is nothing.

    The records go in one transaction. What lies beside them follows; should that
    fail, it goes within the hour (``retention``, ``evidence.sweep``).
    """
    async with unit_of_work(sessions) as session:
        traces = await _forget_records(session, openid)
    if traces is not None:
        await overwrite_log(sessions.kw["bind"])  # old subjects are still in it
        await asyncio.to_thread(_remove_files, traces.files, data_dir)
        await _forget_talks(talks, traces.threads)


async def _forget_records(session: AsyncSession, openid: str) -> Traces | None:
    held = await privacy.hold(session, channel=ChannelKind.wechat, source_id=openid)
    if held is None:
        return None
    files = await evidence.sent_by(session, held.identity_id)
    if held.member_id is not None:
        await bindings.unbind_channel(
            session, held.member_id, held.identity_id, by=SYSTEM
        )
    await privacy.unsubscribe(session, channel=ChannelKind.wechat, source_id=openid)
    return Traces(held.threads, await evidence.left_over(session, files))


def _remove_files(files: Sequence[str], data_dir: Path) -> None:
    for path in files:
        evidence.remove_file(data_dir, path)


async def _forget_talks(talks: URL, threads: Sequence[str]) -> None:
    """Delete what the bots wrote down."""
    try:
        await forget(talks, threads=threads)
    except OUT_OF_REACH as error:  # its text may quote what it was given
        logger.warning("talks are forgotten later: %s", type(error).__name__)

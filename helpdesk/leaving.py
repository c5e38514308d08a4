"""Leaving: a follower who unsubscribes is forgotten, in the records and beside them."""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.audit import SYSTEM
from helpdesk.database import overwrite_log, unit_of_work
from helpdesk.evidence import evidence
from helpdesk.identity import bindings
from helpdesk.models import ChannelKind
from helpdesk.privacy.service import privacy
from helpdesk.retention.talks import FILE, forget

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Traces:
    """What of somebody lies outside the records."""

    threads: Sequence[str]
    files: Sequence[str]


async def unsubscribe(
    sessions: async_sessionmaker[AsyncSession], openid: str, *, data_dir: Path
) -> None:
    """Forget an account that unsubscribed; again or of a stranger, it is nothing.

    The records go in one transaction. What lies beside them follows; should that
    fail, it goes within the hour (``retention``, ``evidence.sweep``).
    """
    async with unit_of_work(sessions) as session:
        traces = await _forget_records(session, openid)
    if traces is not None:
        await overwrite_log(sessions.kw["bind"])  # old subjects are still in it
        await asyncio.to_thread(_forget_traces, traces, data_dir)


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


def _forget_traces(traces: Traces, data_dir: Path) -> None:
    """Delete what the bot wrote down of the talks, and the files they left behind."""
    for path in traces.files:
        evidence.remove_file(data_dir, path)
    try:
        forget(data_dir / FILE, threads=traces.threads)
    except sqlite3.Error as error:  # its text may quote what it was given
        logger.warning("talks are forgotten later: %s", type(error).__name__)

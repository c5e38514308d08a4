"""What an import left behind, written so that two imports can be compared.

Left out is what may differ: row numbers, times of keeping, tickets' numbers, random
nonces. Confidences are rounded: the same call in other company differs in the last bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only
from helpdesk.models import CallRecord, CallRequest, Ticket

TICKET = ("category", "subject", "priority", "details", "contact_phone")
RECORD = ("source", "transcript", "analysis", "reading", "call_name", "phone")
DIGITS = 3
PAGE = 200


async def records(settings: Settings, *, is_brief: bool = False) -> dict[str, str]:
    """Return every call with its requests and tickets, by the digest of its file.

    Brief ones are only digests: ten thousand calls are more than a gigabyte.
    """
    engine = create_engine(settings)
    told = dict[str, str]()
    try:
        async with read_only(create_sessions(engine)) as session:
            names = dict(
                (await session.execute(select(CallRecord.id, CallRecord.sha512))).all()
            )
            for some in batched(sorted(names), PAGE):
                for digest, call in (await _calls(session, some, names)).items():
                    text = written(call)
                    told[digest] = digest_of(text) if is_brief else text
                session.expunge_all()
    finally:
        await engine.dispose()
    return told


async def _calls(
    session: AsyncSession, keys: Sequence[int], names: Mapping[int, str]
) -> dict[str, dict[str, Any]]:
    """Return some calls by their digests."""
    statement = select(CallRecord).where(CallRecord.id.in_(keys))
    rows = await session.scalars(statement.options(undefer("*")))
    told = {
        row.sha512: _of(row, RECORD)
        | {"same_as": names.get(row.same_as_id or 0), "requests": []}
        for row in rows
    }
    asked = await session.execute(
        select(CallRequest, Ticket)
        .outerjoin(Ticket, Ticket.id == CallRequest.ticket_id)
        .where(CallRequest.record_id.in_(keys))
        .order_by(CallRequest.record_id, CallRequest.position)
    )
    for request, ticket in asked.all():
        line = _of(request, ("position", "category", "segments"))
        line["ticket"] = ticket and _of(ticket, TICKET)
        told[names[request.record_id]]["requests"].append(line)
    return told


async def tickets(settings: Settings) -> tuple[int, int]:
    """Return how many tickets there are, and how many a request points to."""
    engine = create_engine(settings)
    try:
        async with read_only(create_sessions(engine)) as session:
            every = (await session.scalars(select(Ticket.id))).all()
            linked = (await session.scalars(select(CallRequest.ticket_id))).all()
    finally:
        await engine.dispose()
    return len(every), len({ticket for ticket in linked if ticket})


def lake(folder: Path) -> list[str]:
    """Return the rows of a Parquet folder, sorted."""
    return sorted(
        f"{name} {written(row)}"
        for name in ("calls", "turns")
        for row in pq.read_table(folder / name).to_pylist()
    )


def written(value: object) -> str:
    """Write a value in one way only."""
    return json.dumps(_rounded(value), ensure_ascii=False, sort_keys=True, default=str)


def digest_of(text: str) -> str:
    """Return what stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _of(row: Any, names: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401 - any row
    return {name: getattr(row, name) for name in names}


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return list(_each(value))
    return value


def _each(values: list[object] | tuple[object, ...]) -> Iterator[object]:
    return (_rounded(value) for value in values)

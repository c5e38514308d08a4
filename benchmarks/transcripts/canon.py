"""What an import left behind, written so that two imports can be compared.

Left out is what may differ: row numbers, times of keeping, tickets' numbers, random
nonces. Confidences are rounded: the same call in other company differs in the last bit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import undefer

from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only
from helpdesk.models import CallRecord, CallRequest, Ticket

TICKET = ("category", "subject", "priority", "details", "contact_phone")
RECORD = ("source", "transcript", "analysis", "reading", "call_name", "phone")
DIGITS = 3


async def records(settings: Settings) -> dict[str, str]:
    """Return every call with its requests and tickets, by the digest of its file."""
    engine = create_engine(settings)
    try:
        async with read_only(create_sessions(engine)) as session:
            statement = select(CallRecord).options(undefer("*"))
            rows = (await session.scalars(statement)).all()
            digests = {row.id: row.sha512 for row in rows}
            told = {row.sha512: _of(row, RECORD) for row in rows}
            for row in rows:
                told[row.sha512]["same_as"] = digests.get(row.same_as_id or 0)
                told[row.sha512]["requests"] = []
            asked = await session.execute(
                select(CallRequest, Ticket)
                .outerjoin(Ticket, Ticket.id == CallRequest.ticket_id)
                .order_by(CallRequest.record_id, CallRequest.position)
            )
            for request, ticket in asked.all():
                line = _of(request, ("position", "category", "segments"))
                line["ticket"] = ticket and _of(ticket, TICKET)
                told[digests[request.record_id]]["requests"].append(line)
    finally:
        await engine.dispose()
    return {digest: written(one) for digest, one in told.items()}


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

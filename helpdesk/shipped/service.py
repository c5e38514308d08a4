"""Shipped records: they come in from files, and what officers changed stays theirs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import AssignmentRule, CannedText, Macro
from helpdesk.shipped.repository import ShippedRepository

type Entries = Mapping[str, Mapping[str, Any]]
"""By its name in the file: the fields of each record."""


async def bring_in[Record: (CannedText, Macro, AssignmentRule)](
    session: AsyncSession, model: type[Record], entries: Entries
) -> None:
    """Make the records of a kind as a file has them; those it lost are put by."""
    known = {
        record.shipped: record
        for record in await ShippedRepository(session).list_of(model)
    }
    for name, fields in entries.items():
        record = known.pop(name, None)
        if record is None:
            session.add(model(shipped=name, **fields))
        elif not record.is_edited:
            _set(record, {**fields, "active": True})
    for lost in known.values():
        if not lost.is_edited:
            lost.active = False
    await session.flush()


def _set(
    record: CannedText | Macro | AssignmentRule, fields: Mapping[str, Any]
) -> None:
    for name, value in fields.items():
        if getattr(record, name) != value:
            setattr(record, name, value)

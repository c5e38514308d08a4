"""The audit log as it is read: who did what, whichever record it was done to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit.repository import AuditRepository, Sought
from helpdesk.models import AuditEntry, AuditSubject
from helpdesk.scope import Scope

EVERYTHING = Sought()
PAGE = 50
UNION_FACTS = ("organisation_id", "parent_id")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done; names are those of today."""

    entry: AuditEntry
    officer: str | None
    """Who did it, if an officer did."""
    about: str | None
    """The number of the ticket, the name of the officer or union it was done to."""
    unions: Mapping[int, str]
    """The names of unions that are told of by their keys."""


async def read_log(
    session: AsyncSession,
    sought: Sought = EVERYTHING,
    *,
    scope: Scope,
    before: int | None = None,
    limit: int = PAGE,
) -> Sequence[Line]:
    """Return what was done, the newest first; ``before`` is the last key seen."""
    repository = AuditRepository(session)
    found = await repository.list_newest(
        sought, scope=scope, before=before, limit=limit
    )
    entries = [entry for entry, _ in found]
    numbers = await repository.ticket_numbers(_keys(entries, AuditSubject.ticket))
    names = await repository.officer_names(_keys(entries, AuditSubject.officer))
    unions = await repository.union_names(_unions(entries))
    about = {
        AuditSubject.ticket: numbers,
        AuditSubject.officer: names,
        AuditSubject.organisation: unions,
    }
    return [
        Line(
            entry,
            officer.name if officer else None,
            about.get(entry.subject, {}).get(entry.subject_id or 0),
            unions,
        )
        for entry, officer in found
    ]


async def about_ticket(session: AsyncSession, number: str) -> Sought | None:
    """Return what is sought of the ticket with a number, None if there is none."""
    key = await AuditRepository(session).ticket_key(number)
    if key is None:
        return None
    return Sought(subject=AuditSubject.ticket, subject_id=key)


def _unions(entries: Sequence[AuditEntry]) -> set[int]:
    """Return the unions that entries are about, or tell of."""
    told = [entry.before or {} for entry in entries]
    told += [entry.after or {} for entry in entries]
    keys = {facts.get(name) for facts in told for name in UNION_FACTS}
    keys |= set(_keys(entries, AuditSubject.organisation))
    return {key for key in keys if isinstance(key, int)}


def _keys(entries: Sequence[AuditEntry], subject: AuditSubject) -> list[int]:
    return [
        entry.subject_id
        for entry in entries
        if entry.subject is subject and entry.subject_id is not None
    ]

"""SQL of the audit log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true

from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuditSubject,
    Officer,
    Organisation,
    Ticket,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are listed."""

    officer_id: int | None = None
    action: AuditAction | None = None
    subject: AuditSubject | None = None
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditRepository(Repository):
    """Questions about what was done."""

    async def list_newest(
        self, sought: Sought, *, scope: Scope, before: int | None, limit: int
    ) -> Sequence[tuple[AuditEntry, Officer | None]]:
        """Return entries with who made them, the newest first."""
        statement = (
            select(AuditEntry, Officer)
            .outerjoin(Officer, Officer.id == AuditEntry.officer_id)
            .where(*_rules(sought), _seen(scope))
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        if before is not None:
            statement = statement.where(AuditEntry.id < before)
        rows = (await self.session.execute(statement)).all()
        return [(entry, officer) for entry, officer in rows]

    async def ticket_numbers(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the numbers of tickets that are there."""
        statement = select(Ticket.id, Ticket.number).where(Ticket.id.in_(keys))
        return dict((await self.session.execute(statement)).all())

    async def officer_names(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the names of officers."""
        statement = select(Officer.id, Officer.name).where(Officer.id.in_(keys))
        return dict((await self.session.execute(statement)).all())

    async def union_names(self, keys: Collection[int]) -> dict[int, str]:
        """Return the names of unions."""
        statement = select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(keys)
        )
        return dict((await self.session.execute(statement)).all())

    async def ticket_key(self, number: str) -> int | None:
        """Return the key of the ticket with a number."""
        statement = select(Ticket.id).where(Ticket.number == number)
        return (await self.session.scalars(statement)).one_or_none()


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Match what officers of a part of the tree did, and what was done to them.

    A district's auditor does not read what others' officers looked at.
    """
    if scope.path is None:
        return true()
    unions = select(Organisation.id).where(within(Organisation.path, scope))
    theirs = select(Officer.id).where(Officer.organisation_id.in_(unions))
    is_about = (AuditEntry.subject == AuditSubject.officer) & (
        AuditEntry.subject_id.in_(theirs)
    )
    return or_(AuditEntry.officer_id.in_(theirs), is_about)


def _rules(sought: Sought) -> list[ColumnElement[bool]]:
    wanted = {
        AuditEntry.officer_id: sought.officer_id,
        AuditEntry.action: sought.action,
        AuditEntry.subject: sought.subject,
        AuditEntry.subject_id: sought.subject_id,
    }
    rules = [column == value for column, value in wanted.items() if value is not None]
    if sought.since is not None:
        rules.append(AuditEntry.created_at >= sought.since)
    if sought.until is not None:
        rules.append(AuditEntry.created_at < sought.until)
    return rules

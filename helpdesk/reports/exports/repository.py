"""SQL of exports: the tables asked for, and the tickets that go onto them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from helpdesk.models import (
    Export,
    ExportState,
    Member,
    Officer,
    Organisation,
    Ticket,
)
from helpdesk.reports.exports.asking import Opened
from helpdesk.reports.exports.cells import Ticketed
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

PLAIN = (
    Ticket.id,
    Ticket.number,
    Ticket.category,
    Ticket.service_class,
    Ticket.subject,
    Ticket.status,
    Ticket.priority,
    Ticket.source,
    Ticket.created_at,
    Ticket.answered_at,
    Ticket.due_on,
    Ticket.settled_at,
    Ticket.waiting_since,
    Ticket.escalation,
    Ticket.supervised_at,
    Ticket.rating,
    Ticket.contact_phone,
    Member.name,
    Organisation.name.label("union"),
    Officer.name.label("officer"),
)


class ExportRepository(Repository):
    """Questions about exports."""

    async def by_key(self, key: str) -> Export | None:
        """Return the export with a key."""
        statement = select(Export).where(Export.key == key)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_of(self, officer_id: int, *, limit: int) -> Sequence[Export]:
        """Return an officer's exports, the newest first."""
        statement = (
            select(Export)
            .where(Export.officer_id == officer_id)
            .order_by(Export.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def next_waiting(self) -> Export | None:
        """Return the oldest export that is not written yet."""
        statement = (
            select(Export)
            .where(Export.state == ExportState.waiting)
            .order_by(Export.id)
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_paths(self, *, since: datetime) -> Sequence[str]:
        """Return the files that may still be fetched."""
        statement = select(Export.path).where(
            Export.path.is_not(None), Export.created_at >= since
        )
        return [path for path in await self.session.scalars(statement) if path]

    async def count_opened(self, opened: Opened, scope: Scope) -> int:
        """Return how many tickets were opened so."""
        statement = select(func.count()).select_from(Ticket)
        return await self.session.scalar(statement.where(*_rules(opened, scope))) or 0

    async def list_opened(
        self, opened: Opened, scope: Scope, *, after: int, limit: int
    ) -> Sequence[int]:
        """Return tickets that were opened so, by key."""
        statement = (
            select(Ticket.id)
            .where(*_rules(opened, scope), Ticket.id > after)
            .order_by(Ticket.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def tickets(self, keys: Sequence[int], *, clear: bool) -> Sequence[Ticketed]:
        """Return tickets in the order of their keys; opened only where it is needed."""
        columns = (*PLAIN, Ticket.details) if clear else PLAIN
        statement = (
            select(*columns)
            .outerjoin(Member, Member.id == Ticket.member_id)
            .outerjoin(Organisation, Organisation.id == Ticket.organisation_id)
            .outerjoin(Officer, Officer.id == Ticket.officer_id)
            .where(Ticket.id.in_(keys))
        )
        rows = await self.session.execute(statement)
        found = {row.id: Ticketed(*tuple(row)) for row in rows}
        return [found[key] for key in keys if key in found]


def _rules(opened: Opened, scope: Scope) -> list[ColumnElement[bool]]:
    first, behind = opened.bounds
    rules = [
        Ticket.created_at >= first,
        Ticket.created_at < behind,
        within(Ticket.path, scope),
        Ticket.merged_into_id.is_(None),
    ]
    if opened.path:
        rules.append(within(Ticket.path, Scope(opened.path)))
    if opened.service:
        rules.append(Ticket.service_class == opened.service)
    return rules

"""SQL of retention: rows whose time is over, whatever the table."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update

from helpdesk.models import AuditHorizon, Base
from helpdesk.references import unnamed
from helpdesk.repository import Repository
from helpdesk.retention.classes import RetentionClass


class RetentionRepository(Repository):
    """Questions about rows whose time is over."""

    async def list_over(
        self, kind: RetentionClass, *, now: datetime, limit: int
    ) -> Sequence[int]:
        """Return the keys of rows whose time is over, oldest first."""
        table = table_of(kind)
        statement = (
            select(table.c.id)
            .where(*_over(kind, table, now))
            .order_by(table.c.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def delete(self, kind: RetentionClass, keys: Sequence[int]) -> None:
        """Delete rows."""
        table = table_of(kind)
        await self.session.execute(delete(table).where(table.c.id.in_(keys)))

    async def move_horizon(self, *, before: datetime, now: datetime) -> None:
        """Let the database delete what the audit log has from before then."""
        moved = {"before": before, "created_at": now}
        new = self.insert(AuditHorizon).values(id=1, **moved)
        await self.session.execute(
            new.on_conflict_do_update(index_elements=[AuditHorizon.id], set_=moved)
        )

    async def clear(
        self, kind: RetentionClass, keys: Sequence[int], *, now: datetime
    ) -> None:
        """Take the personal data out of rows and of what belongs to them."""
        for part in kind.parts:
            rows = Base.metadata.tables[part.table]
            change = delete(rows) if part.delete else update(rows).values(part.clear)
            await self.session.execute(change.where(rows.c[part.by].in_(keys)))
        table, values = table_of(kind), dict(kind.clear)
        if kind.mark:
            values[kind.mark] = now
        await self.session.execute(
            update(table).where(table.c.id.in_(keys)).values(values)
        )


def table_of(kind: RetentionClass) -> Table:
    """Return the table that a class is about."""
    return Base.metadata.tables[kind.table or ""]


def _over(
    kind: RetentionClass, table: Table, now: datetime
) -> list[ColumnElement[bool]]:
    """Say in SQL that a row's time is over and that it may go."""
    since, *others = (table.c[name] for name in kind.since)
    counted = func.coalesce(since, *others, type_=since.type) if others else since
    rules: list[ColumnElement[bool]] = [counted < now - kind.time]
    rules += [or_(table.c[c].is_(None), table.c[c] < now) for c in kind.also_past]
    for name, values in kind.only.items():
        column = table.c[name]
        rules.append(column.is_(None) if values == (None,) else column.in_(values))
    if kind.mark:
        rules.append(table.c[kind.mark].is_(None))
    if kind.unless_clear:
        rules.append(table.c[kind.unless_clear].is_not(None))
    if kind.action == "delete":
        rules.append(unnamed(table))
    return rules

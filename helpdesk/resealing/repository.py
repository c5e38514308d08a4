"""SQL over sealed columns as the bytes they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    RowMapping,
    and_,
    bindparam,
    column,
    delete,
    func,
    or_,
    select,
    table,
    update,
)
from sqlalchemy import Integer as Whole
from sqlalchemy.sql.expression import TableClause

from helpdesk.repository import Repository

type Row = RowMapping


class ResealingRepository(Repository):
    """Questions about bytes; nothing is opened on the way."""

    async def count(self, name: str, columns: Sequence[str], *, head: bytes) -> int:
        """Count the values in these columns that begin with a header."""
        rows = _plain(name, *columns)
        begins = (func.count().filter(_begins(rows.c[c], head)) for c in columns)
        counts = (await self.session.execute(select(*begins).select_from(rows))).one()
        return sum(counts)

    async def count_others(
        self, name: str, columns: Sequence[str], *, head: bytes
    ) -> int:
        """Count the rows in which something does not begin with a header."""
        rows = _plain(name, *columns)
        other = (
            select(func.count()).select_from(rows).where(_other(rows, columns, head))
        )
        return int((await self.session.execute(other)).scalar_one())

    async def list_others(
        self,
        name: str,
        columns: Sequence[str],
        *,
        head: bytes,
        after: int,
        limit: int,
    ) -> Sequence[Row]:
        """Return the next rows in which something does not begin with a header."""
        rows = _plain(name, *columns)
        statement = (
            select(rows)
            .where(rows.c.id > after, _other(rows, columns, head))
            .order_by(rows.c.id)
            .limit(limit)
        )
        return (await self.session.execute(statement)).mappings().all()

    async def list_rows(
        self, name: str, columns: Sequence[str], *, after: int, limit: int
    ) -> Sequence[Row]:
        """Return the next rows."""
        rows = _plain(name, *columns)
        statement = (
            select(rows).where(rows.c.id > after).order_by(rows.c.id).limit(limit)
        )
        return (await self.session.execute(statement)).mappings().all()

    async def replace(
        self, name: str, columns: Sequence[str], changes: Sequence[Mapping[str, Any]]
    ) -> None:
        """Put new bytes in the place of old ones; a row changed meanwhile is left."""
        if not changes:
            return
        rows = _plain(name, *columns)
        unchanged = (
            rows.c[c].is_not_distinct_from(bindparam(f"old_{c}", type_=LargeBinary))
            for c in columns
        )
        news = {c: bindparam(f"new_{c}", type_=LargeBinary) for c in columns}
        statement = (
            update(rows).where(rows.c.id == bindparam("row"), *unchanged).values(news)
        )
        connection = await self.session.connection()
        await connection.execute(statement, list(changes))

    async def empty(self, name: str) -> None:
        """Delete every row of a table."""
        await self.session.execute(delete(_plain(name)))


def _plain(name: str, *columns: str) -> TableClause:
    """Return a table whose sealed columns are bytes, sealed by nobody."""
    return table(
        name,
        column("id", Whole),
        *(column(each, LargeBinary) for each in columns),
    )


def _begins(value: ColumnElement[bytes], head: bytes) -> ColumnElement[bool]:
    start = func.substr(value, 1, len(head), type_=LargeBinary)
    return start == bindparam(None, head, type_=LargeBinary)


def _other(
    rows: TableClause, columns: Sequence[str], head: bytes
) -> ColumnElement[bool]:
    return or_(
        *(and_(rows.c[c].is_not(None), ~_begins(rows.c[c], head)) for c in columns)
    )

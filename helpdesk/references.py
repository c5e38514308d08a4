"""Which rows still name a row: what has to be known before it is deleted."""

from collections.abc import Collection, Iterator

from sqlalchemy import Column, ColumnElement, Table, and_, exists

from helpdesk.models import Base

LETTING_GO = frozenset({"CASCADE", "SET NULL"})


def references_to(table: Table) -> Iterator[Column[object]]:
    """Yield the columns that name rows of a table and would keep them there.

    What goes together with the row, or lets go of it by itself, keeps nothing.
    """
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            for key in column.foreign_keys:
                if key.column.table is table and key.ondelete not in LETTING_GO:
                    yield column


def unnamed(table: Table, *, besides: Collection[str] = ()) -> ColumnElement[bool]:
    """Say in SQL that no row of another table names this one.

    ``besides`` are tables that do not count, since their rows go first.
    """
    naming = (
        ~exists().where(column.table.alias("naming").c[column.name] == table.c.id)
        for column in references_to(table)
        if column.table.name not in besides
    )
    return and_(True, *naming)

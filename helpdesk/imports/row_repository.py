"""SQL that writes many rows at once, in the quickest way of each database."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.imports.resolving import Known, Step
from helpdesk.imports.shapes import Shape
from helpdesk.imports.worker import Candidate

MOST_VALUES = 10_000  # in one question to SQLite
type Line = tuple[Any, ...]


class Store(ABC):
    """Writes rows of one shape for one run, in one session."""

    def __init__(self, session: AsyncSession, shape: Shape, run: int) -> None:
        self.session, self.shape, self.run = session, shape, run

    async def known(self, candidates: Sequence[Candidate]) -> list[Known]:
        """Return the records that share a unique value with a row."""
        found: dict[int, Known] = {}
        for column in self.shape.uniques:
            place = self.shape.place(column)
            wanted = [c.values[place] for c in candidates if c.values[place]]
            for key, row, run, *uniques in await self._having(column, wanted):
                written = row if run == self.run else None
                found[key] = Known(key, tuple(uniques), written)
        return list(found.values())

    @abstractmethod
    async def hold(self) -> None:
        """Let nobody else write to the table until the transaction ends."""

    @abstractmethod
    async def write(self, step: Step) -> None:
        """Write the rows of a step: known ones first, they make way for new ones."""

    async def link(self, candidates: Sequence[Candidate]) -> None:
        """Hang unions under the one above that their row names."""
        connection = await self.session.connection()
        mark = "?, ?" if connection.dialect.name == "sqlite" else "$1, $2"
        above, own = mark.split(", ")
        statement = (
            "UPDATE organisations SET parent_id = "  # noqa: S608 - placeholders
            f"(SELECT id FROM organisations WHERE name = {above}) WHERE name = {own}"
        )
        place = self.shape.place("name")
        lines = [(c.link, c.values[place]) for c in candidates if c.link]
        if lines:
            await connection.exec_driver_sql(statement, lines)

    @abstractmethod
    async def _having(self, column: str, values: list[Any]) -> Sequence[Any]:
        """Return key, row, run and unique values of records with these values."""

    @property
    def _found(self) -> str:
        """Return the columns of ``known``."""
        return ", ".join(("id", "import_row", "import_run", *self.shape.uniques))

    @property
    def _written(self) -> tuple[str, ...]:
        """Return the columns of a new row."""
        marks = ("import_run", "import_row")
        created = ("created_at",) if self.shape.has_created_at else ()
        return (*self.shape.columns, *marks, *created)


class SqliteStore(Store):
    """One prepared statement, many rows."""

    async def hold(self) -> None:
        """Do nothing: who begins as a writer is the only one."""

    async def write(self, step: Step) -> None:
        """Write with executemany."""
        connection = await self.session.connection()
        if step.known:
            changed = ", ".join(f"{c} = COALESCE(?, {c})" for c in self.shape.columns)
            statement = (
                f"UPDATE {self.shape.table} SET {changed}, "  # noqa: S608 - our names
                f"import_run = {self.run}, import_row = ? WHERE id = ?"
            )
            known = [(*c.values, c.row, key) for key, c in step.known]
            await connection.exec_driver_sql(statement, known)
        if step.new:
            places = (self._place(column) for column in self._written)
            statement = (
                f"INSERT INTO {self.shape.table} ({', '.join(self._written)}) "  # noqa: S608
                f"VALUES ({', '.join(places)})"
            )
            await connection.exec_driver_sql(
                statement, [(*c.values, c.row) for c in step.new]
            )

    def _place(self, column: str) -> str:
        """Return a column's part of VALUES."""
        if column == "import_run":
            return str(self.run)
        if column == "created_at":  # as SQLAlchemy writes it
            return f"'{clock.now():%Y-%m-%d %H:%M:%S.%f}'"
        if column in self.shape.defaults:
            return f"COALESCE(?, '{self.shape.defaults[column]}')"
        return "?"

    async def _having(self, column: str, values: list[Any]) -> Sequence[Any]:
        connection = await self.session.connection()
        found: list[Any] = []
        for some in batched(values, MOST_VALUES):
            marks = ", ".join("?" * len(some))
            statement = (
                f"SELECT {self._found} FROM {self.shape.table} "  # noqa: S608
                f"WHERE {column} IN ({marks})"
            )
            found += (await connection.exec_driver_sql(statement, some)).all()
        return found


class PostgresqlStore(Store):
    """COPY into a temporary table, then one statement for all."""

    async def hold(self) -> None:
        """Lock out other writers, and nobody who reads."""
        connection = await self.session.connection()
        for statement in (
            f"LOCK TABLE {self.shape.table} IN SHARE ROW EXCLUSIVE MODE",
            # The last chunks may be lost in a power cut; the run goes on before them.
            "SET LOCAL synchronous_commit = off",
            "SET LOCAL enable_seqscan = off",  # statistics lag behind a bulk load
            f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS "  # noqa: S608
            f"SELECT {', '.join(self._written)}, id AS record "
            f"FROM {self.shape.table} WITH NO DATA",
        ):
            await connection.exec_driver_sql(statement)

    async def write(self, step: Step) -> None:
        """Write by way of the temporary table."""
        connection = await self.session.connection()
        if step.known:
            await self._copy(self._lines(step.known))
            await connection.exec_driver_sql(self._update)
            await connection.exec_driver_sql("TRUNCATE incoming")
        if step.new:
            await self._copy(self._lines((None, new) for new in step.new))
            await connection.exec_driver_sql(self._insert)
            await connection.exec_driver_sql("TRUNCATE incoming")

    def _lines(self, rows: Any) -> Iterator[Line]:  # noqa: ANN401
        created = (clock.now(),) if self.shape.has_created_at else ()
        for key, candidate in rows:
            yield (*candidate.values, self.run, candidate.row, *created, key)

    @property
    def _update(self) -> str:
        changed = ", ".join(f"{c} = COALESCE(i.{c}, t.{c})" for c in self.shape.columns)
        return (
            f"UPDATE {self.shape.table} t SET {changed}, "  # noqa: S608 - our names
            "import_run = i.import_run, import_row = i.import_row "
            "FROM incoming i WHERE t.id = i.record"
        )

    @property
    def _insert(self) -> str:
        values = (
            f"COALESCE({c}, '{self.shape.defaults[c]}')"
            if c in self.shape.defaults
            else c
            for c in self._written
        )
        return (
            f"INSERT INTO {self.shape.table} ({', '.join(self._written)}) "  # noqa: S608
            f"SELECT {', '.join(values)} FROM incoming ORDER BY import_row"
        )

    async def _copy(self, lines: Iterator[Line]) -> None:
        driver = await self._driver()
        columns = [*self._written, "record"]
        await driver.copy_records_to_table("incoming", records=lines, columns=columns)

    async def _having(self, column: str, values: list[Any]) -> Sequence[Any]:
        driver = await self._driver()
        statement = (
            f"SELECT {self._found} FROM {self.shape.table} "  # noqa: S608 - our names
            f"WHERE {column} = ANY($1)"
        )
        found: Sequence[Any] = await driver.fetch(statement, values)
        return found

    async def _driver(self) -> Any:  # noqa: ANN401 - asyncpg has no types
        raw = await (await self.session.connection()).get_raw_connection()
        return raw.driver_connection


def store_of(session: AsyncSession, shape: Shape, run: int) -> Store:
    """Return the store for the session's database."""
    name = session.get_bind().dialect.name
    return (SqliteStore if name == "sqlite" else PostgresqlStore)(session, shape, run)

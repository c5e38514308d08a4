"""SQL over whole tables, whichever they are."""

from sqlalchemy import column, func, inspect, literal_column, select, table, text

from helpdesk.models.search import is_ours
from helpdesk.repository import Repository

VERSIONS = "alembic_version"


class BackupRepository(Repository):
    """Questions that a backup asks of a database."""

    async def tables(self) -> list[str]:
        """Return every table that is there, in order."""
        connection = await self.session.connection()
        names = await connection.run_sync(lambda c: inspect(c).get_table_names())
        return sorted(name for name in names if is_ours(name, "table", {}))

    async def count(self, name: str) -> int:
        """Count a table's rows."""
        asked = select(func.count()).select_from(table(name))
        return int((await self.session.execute(asked)).scalar_one())

    async def revision(self) -> str:
        """Return the schema's revision."""
        asked = text(f"SELECT version_num FROM {VERSIONS}")  # noqa: S608 - our own name
        return str((await self.session.execute(asked)).scalar_one())

    async def server(self) -> str:
        """Return the database's name and version."""
        if self._is_postgresql:
            version = await self.session.scalar(text("SHOW server_version"))
            return f"PostgreSQL {version}"
        version = await self.session.scalar(select(func.sqlite_version()))
        return f"SQLite {version}"

    async def export_snapshot(self) -> str:
        """Let another process see the very rows that this transaction sees."""
        await self.session.execute(
            text("SET LOCAL idle_in_transaction_session_timeout = 0")
        )
        name = await self.session.scalar(select(func.pg_export_snapshot()))
        return str(name)

    async def others(self) -> int:
        """Count the other connections to this database."""
        rows = table("pg_stat_activity", column("datname"), column("pid"))
        asked = (
            select(func.count())
            .select_from(rows)
            .where(
                rows.c.datname == func.current_database(),
                rows.c.pid != func.pg_backend_pid(),
                literal_column("backend_type") == "client backend",
            )
        )
        return int((await self.session.execute(asked)).scalar_one())

    async def drop_all(self) -> None:
        """Drop everything that PostgreSQL's schema holds."""
        await self.session.execute(text("DROP SCHEMA public CASCADE"))
        await self.session.execute(text("CREATE SCHEMA public"))

    async def analyze(self) -> None:
        """Let the database look at its rows: a restored one has no statistics."""
        await self.session.execute(text("ANALYZE"))

    @property
    def _is_postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

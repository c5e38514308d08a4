"""SQL about the database itself."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, func, select, text

from helpdesk.repository import Repository

SETTINGS = """
SELECT name, setting FROM pg_settings WHERE name IN (
    'archive_mode', 'autovacuum', 'data_checksums', 'fsync', 'full_page_writes',
    'max_connections', 'server_encoding', 'server_version', 'server_version_num',
    'synchronous_commit')
"""
ROLE = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL"
LONGEST = """
SELECT coalesce(extract(epoch FROM max(now() - xact_start)), 0)
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_type = 'client backend'
"""
UNUSABLE = """
SELECT count(*) FROM pg_index WHERE NOT indisvalid
"""


class ConditionRepository(Repository):
    """Questions about the database that no record answers."""

    @property
    def is_postgresql(self) -> bool:
        """Tell which of the two it is."""
        return self.session.get_bind().dialect.name == "postgresql"

    async def settings(self) -> Mapping[str, str]:
        """Return PostgreSQL's settings that matter here."""
        rows = await self.session.execute(text(SETTINGS))
        return {row.name: row.setting for row in rows}

    async def version(self) -> str:
        """Return SQLite's version."""
        return str(await self.session.scalar(select(func.sqlite_version())))

    async def now(self) -> datetime:
        """Return the time by PostgreSQL's clock."""
        asked = select(func.clock_timestamp(type_=DateTime(timezone=True)))
        found: datetime = (await self.session.execute(asked)).scalar_one()
        return found.astimezone(UTC)

    async def is_superuser(self) -> bool:
        """Tell whether the role may do everything."""
        return bool(await self._one(ROLE))

    async def connections(self) -> int:
        """Count the connections to all databases of the server."""
        return int(await self._one(CONNECTIONS))

    async def longest_transaction(self) -> float:
        """Return the seconds of the longest transaction of others."""
        return float(await self._one(LONGEST))

    async def unusable_indexes(self) -> int:
        """Count the indexes that were never finished."""
        return int(await self._one(UNUSABLE))

    async def _one(self, question: str) -> Any:  # noqa: ANN401 - a number or a flag
        return (await self.session.execute(text(question))).scalar_one()

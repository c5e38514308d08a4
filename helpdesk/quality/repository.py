"""SQL of checks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from helpdesk.models import CallCheck, CallRecord
from helpdesk.repository import Repository


class CheckRepository(Repository):
    """Questions about checks of calls."""

    async def list_due(
        self, rules: str | None, *, after: int, since: datetime | None, limit: int
    ) -> Sequence[int]:
        """Return calls that were not checked by these rules, in order; None: all.

        A call that came in a second format was checked in the first.
        """
        statement = (
            select(CallRecord.id)
            .where(
                CallRecord.id > after,
                CallRecord.cleared_at.is_(None),
                CallRecord.same_as_id.is_(None),
            )
            .order_by(CallRecord.id)
            .limit(limit)
        )
        if since is not None:
            statement = statement.where(CallRecord.began_at >= since)
        if rules is not None:
            current = select(CallCheck.id).where(
                CallCheck.record_id == CallRecord.id, CallCheck.rules == rules
            )
            statement = statement.where(~current.exists())
        return (await self.session.scalars(statement)).all()

    async def list_kept(self, records: Collection[int]) -> set[int]:
        """Return which of these calls have not been cleared meanwhile."""
        statement = select(CallRecord.id).where(
            CallRecord.id.in_(records), CallRecord.cleared_at.is_(None)
        )
        return set((await self.session.scalars(statement)).all())

    async def put(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Keep a check in place of the one before."""
        statement = self.insert(CallCheck).values(record_id=record_id, **values)
        replaced = statement.on_conflict_do_update(
            index_elements=[CallCheck.record_id],
            set_={name: statement.excluded[name] for name in values},
        )
        await self.session.execute(replaced)

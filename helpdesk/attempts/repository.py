"""SQL of counted tries."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from helpdesk.models import Attempt, AttemptScope
from helpdesk.repository import Repository


class AttemptRepository(Repository):
    """Questions about counted tries."""

    async def hold(self, *, scope: AttemptScope, key: str, at: datetime) -> Attempt:
        """Return the counter of a key, locked until this transaction ends.

        The write comes first: two tries at once must not both read a count of four.
        """
        new = self.insert(Attempt).values(
            scope=scope, key_lookup=key, wrong=0, last_at=at
        )
        held = new.on_conflict_do_update(
            index_elements=[Attempt.scope, Attempt.key_lookup],
            set_={"wrong": Attempt.wrong},
        )
        await self.session.execute(held)
        found = select(Attempt).where(Attempt.scope == scope, Attempt.key_lookup == key)
        fresh = found.execution_options(populate_existing=True)
        return (await self.session.scalars(fresh)).one()

    async def forget(self, counters: Iterable[Attempt]) -> None:
        """Delete counters."""
        for counter in counters:
            await self.session.delete(counter)

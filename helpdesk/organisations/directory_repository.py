"""SQL of the directory: a union, what stands below it, what is open there."""

from collections.abc import Sequence

from sqlalchemy import func, select

from helpdesk.models import SETTLED, Organisation, Ticket
from helpdesk.repository import Repository, below, within
from helpdesk.scope import Scope


class DirectoryRepository(Repository):
    """Questions about unions as officers look them up."""

    async def list_children(
        self, parent_id: int | None, *, limit: int
    ) -> Sequence[Organisation]:
        """Return the unions directly below one, those above employers first."""
        union = Organisation
        statement = select(union).where(union.parent_id.is_not_distinct_from(parent_id))
        ordered = statement.order_by(union.kind == "enterprise", union.name)
        return (await self.session.scalars(ordered.limit(limit))).all()

    async def count_children(self, keys: Sequence[int]) -> dict[int, int]:
        """Count what stands directly below each of these unions."""
        statement = (
            select(Organisation.parent_id, func.count())
            .where(Organisation.parent_id.in_(keys))
            .group_by(Organisation.parent_id)
        )
        found = await self.session.execute(statement)
        return {key: count for key, count in found if key is not None}

    async def count_unsettled(self, path: str, scope: Scope) -> int:
        """Count the open tickets of a subtree that a scope covers."""
        statement = select(func.count(Ticket.id)).where(
            below(Ticket.path, path),
            within(Ticket.path, scope),
            Ticket.status.not_in(SETTLED),
        )
        return await self.session.scalar(statement) or 0

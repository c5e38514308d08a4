"""SQL of the tree's shape: paths, subtrees, counts."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, Update, cast, func, select, update
from sqlalchemy.orm import aliased

from helpdesk.models import (
    Member,
    MemberStatus,
    Organisation,
    OrganisationKind,
    Ticket,
    UnionState,
)
from helpdesk.repository import Repository, below
from helpdesk.repository import within as within_scope
from helpdesk.scope import Scope

OFFICES = (
    OrganisationKind.federation,
    OrganisationKind.district,
    OrganisationKind.industry,
    OrganisationKind.street,
)


class TreeRepository(Repository):
    """Questions about subtrees; a path makes each one range of an index."""

    async def hold_tree(self) -> None:
        """Let one at a time rearrange the tree."""
        roots = select(Organisation.id).where(Organisation.parent_id.is_(None))
        await self.session.execute(roots.with_for_update(key_share=True))

    async def hold(self, organisation: Organisation) -> None:
        """Bring a union up to date, nobody else's to change in this transaction."""
        await self.session.refresh(organisation, with_for_update={"key_share": True})

    async def list_below(
        self, organisation: Organisation, *, limit: int
    ) -> Sequence[Organisation]:
        """Return the unions of a subtree without its root, in the tree's order."""
        statement = (
            select(Organisation)
            .where(within(organisation), Organisation.id != organisation.id)
            .order_by(Organisation.path)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def list_offices(self, scope: Scope, *, limit: int) -> Sequence[Organisation]:
        """Return the unions with an office of their own, in the tree's order."""
        statement = (
            select(Organisation)
            .where(
                Organisation.kind.in_(OFFICES),
                Organisation.state == UnionState.established,
                within_scope(Organisation.path, scope),
            )
            .order_by(Organisation.path)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def count_employers(
        self, organisation: Organisation, *, headcount_from: int
    ) -> dict[UnionState, int]:
        """Count the employers of a subtree by how far their unions are set up.

        Other levels are counted along and left out here: asked for employers only,
        SQLite would walk through those of the whole city.
        """
        level, state = Organisation.kind, Organisation.state
        large = func.coalesce(Organisation.headcount, 0) >= headcount_from
        statement = (
            select(level, state, func.count())
            .where(within(organisation), large)
            .group_by(level, state)
        )
        counted = await self.session.execute(statement)
        employers = OrganisationKind.enterprise
        return {state: count for kind, state, count in counted if kind is employers}

    async def count_members(self, organisation: Organisation) -> int:
        """Count the members whose files are kept in a subtree."""
        statement = (
            select(func.count(Member.id))
            .join(Organisation, Member.organisation_id == Organisation.id)
            .where(
                within(organisation),
                Member.status.in_((MemberStatus.active, MemberStatus.transferring)),
            )
        )
        return await self.session.scalar(statement) or 0

    async def move_paths(self, before: str, after: str) -> None:
        """Give a whole subtree new paths; its root stood at ``before``."""
        rest = func.substr(Organisation.path, len(before) + 1)
        moved = (
            update(Organisation)
            .where(below(Organisation.path, before))
            .values(path=after + rest)
        )
        await self._set_paths(moved)
        await self.follow()

    async def follow(self) -> None:
        """Give tickets the paths that their unions have now."""
        now = (
            select(Organisation.path)
            .where(Organisation.id == Ticket.organisation_id)
            .scalar_subquery()
        )
        moved = update(Ticket).where(
            Ticket.organisation_id.is_not(None), Ticket.path.is_distinct_from(now)
        )
        await self.session.execute(
            moved.values(path=now), execution_options={"synchronize_session": False}
        )

    async def forget_paths(self) -> None:
        """Take every path away, for them to be made anew."""
        await self._set_paths(update(Organisation).values(path=None))

    async def place_roots(self) -> None:
        """Give the unions without one above their paths."""
        root = Organisation.parent_id.is_(None) & Organisation.path.is_(None)
        path = "/" + cast(Organisation.id, String(12)) + "/"
        await self._set_paths(update(Organisation).where(root).values(path=path))

    async def place_next_level(self) -> int:
        """Give paths to unions whose parents have one, and count them."""
        above = aliased(Organisation)
        parent = above.id == Organisation.parent_id
        path = select(above.path).where(parent).scalar_subquery()
        placed = above.path.is_not(None) & parent
        statement = (
            update(Organisation)
            .where(Organisation.path.is_(None), select(above.id).where(placed).exists())
            .values(path=path + cast(Organisation.id, String(12)) + "/")
        )
        return await self._set_paths(statement)

    async def _set_paths(self, statement: Update) -> int:
        """Write paths, count them, and let the records in hand know."""
        found = await self.session.scalars(
            statement.returning(Organisation.id),
            execution_options={"synchronize_session": False},
        )
        changed = len(found.all())
        await self._read_again()
        return changed

    async def _read_again(self) -> None:
        """Bring the unions in hand up to date; asyncio can not do so by itself."""
        known = list(self.session.identity_map.values())
        held = [union for union in known if isinstance(union, Organisation)]
        if held:
            statement = select(Organisation).where(
                Organisation.id.in_([union.id for union in held])
            )
            await self.session.scalars(
                statement, execution_options={"populate_existing": True}
            )


def within(organisation: Organisation) -> ColumnElement[bool]:
    """Match a union and everything below it: one range of the paths' index."""
    return below(Organisation.path, organisation.path or "")

"""The tree of unions: added to, rearranged, counted, and set up step by step."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import Conflict, InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Organisation,
    OrganisationKind,
    UnionState,
)
from helpdesk.organisations.repository import OrganisationRepository
from helpdesk.organisations.tree_repository import TreeRepository
from helpdesk.scope import Scope
from helpdesk.texts import tidy

NAME_LIMIT = 120
MOST_BELOW = 2000
LARGE = 100  # 百人以上企业: whom the union counts when it speaks of 建会率


@dataclass(frozen=True, slots=True)
class Draft:
    """A union, or an employer without one, that is to be added."""

    name: str
    kind: OrganisationKind
    address: str
    phone: str
    employer: str | None = None
    credit_code: str | None = None
    state: UnionState = UnionState.established
    district: str | None = None
    street: str | None = None
    headcount: int | None = None


@dataclass(frozen=True, slots=True)
class Census:
    """How far the employers of a subtree have come in setting up unions."""

    counts: dict[UnionState, int]

    @property
    def employers(self) -> int:
        """Return how many there are; those that ended are not counted."""
        ended = self.counts.get(UnionState.dissolved, 0)
        return sum(self.counts.values()) - ended

    @property
    def share(self) -> float | None:
        """Return which part of them has a union; None where there is nobody."""
        done = self.counts.get(UnionState.established, 0)
        return done / self.employers if self.employers else None


class TreeService:
    """Keeps the tree in order; every union knows its path from the root."""

    async def by_id(self, session: AsyncSession, organisation_id: int) -> Organisation:
        """Return the union with this key."""
        found = await OrganisationRepository(session).by_id(organisation_id)
        if found is None:
            raise NotFound("no such union")
        return found

    async def add(
        self,
        session: AsyncSession,
        draft: Draft,
        *,
        above: Organisation | None,
        by: Actor,
    ) -> Organisation:
        """Add a union below another one."""
        name = tidy(draft.name, limit=NAME_LIMIT)
        if not name:
            raise InvalidInput("a union has a name")
        _refuse_misplaced(draft.kind, above)
        union = Organisation(
            name=name,
            kind=draft.kind,
            parent_id=above and above.id,
            address=draft.address,
            phone=draft.phone,
            employer=draft.employer,
            credit_code=draft.credit_code,
            state=draft.state,
            state_since=clock.today(),
            district=draft.district,
            street=draft.street,
            headcount=draft.headcount,
        )
        session.add(union)
        await session.flush()
        union.path = f"{above.path if above else '/'}{union.id}/"
        await self._note(session, AuditAction.created, union, by, after=draft.kind)
        return union

    async def move(
        self, session: AsyncSession, union: Organisation, *, to: Organisation, by: Actor
    ) -> None:
        """Put a union with everything below it under another one; twice is once."""
        repository = TreeRepository(session)
        await repository.hold_tree()
        await repository.hold(union)
        await repository.hold(to)
        if union.parent_id == to.id:
            return
        _refuse_misplaced(union.kind, to)
        before, above = union.path or "", to.path or ""
        if not before or not above:
            raise Conflict("the tree is not placed yet")
        if above.startswith(before):
            raise Conflict("a union can not stand below itself")
        former, union.parent_id = union.parent_id, to.id
        await session.flush()
        await repository.move_paths(before, f"{above}{union.id}/")
        await audit.record(
            session,
            AuditAction.moved,
            AuditSubject.organisation,
            union.id,
            by=by,
            before={"parent_id": former},
            after={"parent_id": to.id},
        )

    async def advance(
        self,
        session: AsyncSession,
        union: Organisation,
        *,
        to: UnionState,
        by: Actor,
        reason: str | None = None,
    ) -> None:
        """Take an employer one step along the way to its union; twice is once."""
        await TreeRepository(session).hold(union)
        if union.state is to:
            return
        if union.kind is not OrganisationKind.enterprise:
            raise Conflict("only employers set up unions step by step")
        if to not in union.state.next:
            raise TransitionNotAllowed(f"{union.state} → {to}")
        before, union.state = union.state, to
        union.state_since = clock.today()
        await self._note(
            session, AuditAction.moved, union, by, before=before, after=to, why=reason
        )

    async def below(
        self, session: AsyncSession, union: Organisation, *, limit: int = MOST_BELOW
    ) -> Sequence[Organisation]:
        """Return the unions below one, in the tree's order."""
        return await TreeRepository(session).list_below(union, limit=limit)

    async def offices(
        self, session: AsyncSession, *, scope: Scope
    ) -> Sequence[Organisation]:
        """Return the unions that officers sit at, in the tree's order."""
        return await TreeRepository(session).list_offices(scope, limit=MOST_BELOW)

    async def census(
        self, session: AsyncSession, union: Organisation, *, headcount_from: int = LARGE
    ) -> Census:
        """Count the larger employers below a union by how far theirs are set up."""
        repository = TreeRepository(session)
        return Census(
            await repository.count_employers(union, headcount_from=headcount_from)
        )

    async def members(self, session: AsyncSession, union: Organisation) -> int:
        """Count the members of a union and of all unions below it."""
        return await TreeRepository(session).count_members(union)

    async def place(self, session: AsyncSession, *, anew: bool = False) -> None:
        """Give every union its path that has none yet, or all of them anew."""
        repository = TreeRepository(session)
        await session.flush()
        if anew:
            await repository.forget_paths()
        await repository.place_roots()
        while await repository.place_next_level():
            pass
        await repository.follow()

    async def _note(
        self,
        session: AsyncSession,
        action: AuditAction,
        union: Organisation,
        by: Actor,
        *,
        before: str | None = None,
        after: str | None = None,
        why: str | None = None,
    ) -> None:
        """Write the log, which takes the union's changes along to the database."""
        await audit.record(
            session,
            action,
            AuditSubject.organisation,
            union.id,
            by=by,
            before={"state": before} if before else None,
            after={"state": after} if after else None,
            reason=why,
        )


def _refuse_misplaced(kind: OrganisationKind, above: Organisation | None) -> None:
    """Hold the order of the levels: a street stands below a district."""
    if above is None and kind is OrganisationKind.federation:
        return
    if above is None or above.kind not in kind.above:
        raise Conflict(f"{kind} can not stand below {above and above.kind}")


tree = TreeService()

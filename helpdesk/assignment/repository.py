"""SQL of assignment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from helpdesk.models import (
    AssignmentRule,
    AssignmentTry,
    AssignmentTurn,
    Officer,
    OfficerRole,
    Organisation,
    Priority,
    Ticket,
    TicketStatus,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

UNSETTLED = (TicketStatus.new, TicketStatus.open, TicketStatus.pending_member)

type Desk = tuple[int, Priority, TicketStatus, int]
"""An officer's tickets of one priority and status, counted."""


class AssignmentRepository(Repository):
    """Questions about rules, desks, and tickets that nobody has."""

    async def list_active(self) -> Sequence[AssignmentRule]:
        """Return the rules that are asked, in their order."""
        statement = select(AssignmentRule).where(AssignmentRule.active)
        ordered = statement.order_by(AssignmentRule.position, AssignmentRule.id)
        return (await self.session.scalars(ordered)).all()

    async def list_all(self, scope: Scope) -> Sequence[AssignmentRule]:
        """Return the rules for a part of the tree, and those for the whole city."""
        rule = AssignmentRule
        statement = select(rule).where(
            or_(rule.path.is_(None), within(rule.path, scope))
        )
        ordered = statement.order_by(rule.position, rule.id)
        return (await self.session.scalars(ordered)).all()

    async def by_id(self, rule_id: int) -> AssignmentRule | None:
        """Return the rule with this key."""
        return await self.session.get(AssignmentRule, rule_id)

    async def last_position(self) -> int:
        """Return where the last rule stands."""
        last = select(func.max(AssignmentRule.position))
        return await self.session.scalar(last) or 0

    async def hold_all(self) -> None:
        """Let one at a time give tickets out: each sees what the one before gave."""
        statement = select(AssignmentRule.id).order_by(AssignmentRule.id)
        await self.session.execute(statement.with_for_update())

    async def is_waiting(self, *, now: datetime, since: datetime) -> bool:
        """Tell whether there is a ticket that nobody has; takes no lock."""
        waiting = select(Ticket.id).where(_waiting(now, since)).exists()
        return bool(await self.session.scalar(select(waiting)))

    async def list_waiting(
        self, *, now: datetime, since: datetime, limit: int
    ) -> Sequence[Ticket]:
        """Return the oldest tickets that nobody has, held; others' are passed over."""
        statement = (
            select(Ticket)
            .where(_waiting(now, since))
            .order_by(Ticket.id)
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).all()

    async def list_latest(self, scope: Scope, *, limit: int) -> Sequence[Ticket]:
        """Return the newest tickets of a part of the tree."""
        statement = select(Ticket).where(within(Ticket.path, scope))
        newest = statement.order_by(Ticket.id.desc()).limit(limit)
        return (await self.session.scalars(newest)).all()

    async def list_named(self, scope: Scope) -> Sequence[Officer]:
        """Return the officers of a part of the tree, by name."""
        statement = (
            select(Officer)
            .outerjoin(Organisation, Organisation.id == Officer.organisation_id)
            .where(Officer.active, within(Organisation.path, scope))
            .order_by(Officer.name, Officer.id)
        )
        return (await self.session.scalars(statement)).all()

    async def list_on_duty(
        self, roles: Collection[OfficerRole]
    ) -> Sequence[tuple[Officer, str | None]]:
        """Return the officers who take tickets now, each with their union's path."""
        statement = (
            select(Officer, Organisation.path)
            .outerjoin(Organisation, Organisation.id == Officer.organisation_id)
            .where(Officer.active, Officer.on_duty, Officer.role.in_(roles))
            .order_by(Officer.id)
        )
        return [(each, path) for each, path in await self.session.execute(statement)]

    async def desks(self) -> Sequence[Desk]:
        """Count what lies on everybody's desk."""
        what = (Ticket.officer_id, Ticket.priority, Ticket.status)
        statement = (
            select(*what, func.count())
            .where(Ticket.officer_id.is_not(None), Ticket.status.in_(UNSETTLED))
            .group_by(*what)
        )
        counted = await self.session.execute(statement)
        return [(who, how, state, n) for who, how, state, n in counted if who]

    async def turns(self) -> Mapping[int, datetime]:
        """Return when each officer was last given a ticket by rule."""
        found = await self.session.scalars(select(AssignmentTurn))
        return {turn.officer_id: turn.last_at for turn in found}

    async def note_turn(self, officer_id: int, at: datetime) -> None:
        """Note that an officer's turn is over."""
        new = self.insert(AssignmentTurn).values(officer_id=officer_id, last_at=at)
        await self.session.execute(
            new.on_conflict_do_update(
                index_elements=[AssignmentTurn.officer_id], set_={"last_at": at}
            )
        )

    async def try_again(self, keys: Collection[int], at: datetime) -> None:
        """Look at tickets again later."""
        if not keys:
            return
        new = self.insert(AssignmentTry)
        await self.session.execute(
            new.on_conflict_do_update(
                index_elements=[AssignmentTry.ticket_id], set_={"again_at": at}
            ),
            [{"ticket_id": key, "again_at": at} for key in keys],
        )

    async def forget_try(self, ticket_id: int) -> None:
        """Look at a ticket no more."""
        tries = delete(AssignmentTry).where(AssignmentTry.ticket_id == ticket_id)
        await self.session.execute(tries)


def _waiting(now: datetime, since: datetime) -> ColumnElement[bool]:
    """Say in SQL what nobody has or works on, and was not just looked at."""
    later = select(AssignmentTry.ticket_id).where(
        AssignmentTry.ticket_id == Ticket.id, AssignmentTry.again_at > now
    )
    return and_(
        Ticket.status == TicketStatus.new,
        Ticket.created_at >= since,
        Ticket.officer_id.is_(None),
        or_(Ticket.claimed_until.is_(None), Ticket.claimed_until <= now),
        ~later.exists(),
    )

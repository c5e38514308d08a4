"""SQL of leading."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select

from helpdesk.models import (
    EventKind,
    Officer,
    OfficerRole,
    Organisation,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.repository import Repository

RUNNING = (TicketStatus.new, TicketStatus.open)
NOTED = (EventKind.note, EventKind.escalated)


class LeadingRepository(Repository):
    """Questions about leaders and about limits."""

    async def leaders_of(self, ticket: Ticket) -> Sequence[int]:
        """Return the leaders over a ticket by key, one a level, nearest first."""
        keys = [int(key) for key in (ticket.path or "").split("/") if key]
        depth = func.coalesce(func.length(Organisation.path), 0)
        statement = (
            select(Officer.id, depth)
            .outerjoin(Organisation, Officer.organisation_id == Organisation.id)
            .where(
                Officer.active,
                Officer.role == OfficerRole.supervisor,
                or_(
                    Officer.organisation_id.is_(None), Officer.organisation_id.in_(keys)
                ),
            )
            .order_by(depth.desc(), Officer.on_duty.desc(), Officer.id)
        )
        found: dict[int, int] = {}
        for officer_id, deep in await self.session.execute(statement):
            found.setdefault(deep, officer_id)
        return list(found.values())

    async def list_settled_late(
        self, step: str, *, due_before: date, due_from: date | None, limit: int
    ) -> Sequence[int]:
        """Return tickets whose day has come and whose step was not taken, by key."""
        due = Ticket.due_on < due_before
        if due_from is not None:
            due &= Ticket.due_on >= due_from
        return await self._due(step, due, limit=limit)

    async def list_answered_late(
        self, step: str, *, before: datetime, limit: int
    ) -> Sequence[int]:
        """Return tickets that nobody answered in time, by key."""
        due = Ticket.answered_at.is_(None) & (Ticket.answer_due_at < before)
        return await self._due(step, due, limit=limit)

    async def is_due(self, ticket_id: int, step: str) -> bool:
        """Tell whether a step was not taken yet for the limit that holds now."""
        statement = select(Ticket.id).where(Ticket.id == ticket_id, _untaken(step))
        return (await self.session.scalars(statement)).one_or_none() is not None

    async def hold(self, ticket_id: int) -> Ticket:
        """Return a ticket as it is now, nobody else's to change."""
        statement = (
            select(Ticket)
            .where(Ticket.id == ticket_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one()

    async def list_to_close(
        self, *, settled_before: datetime, merged_before: datetime, limit: int
    ) -> Sequence[int]:
        """Return settled tickets that nobody comes back to, by key."""
        merged = Ticket.merged_into_id.is_not(None)
        statement = (
            select(Ticket.id)
            .where(
                Ticket.status == TicketStatus.resolved,
                or_(
                    Ticket.settled_at < settled_before,
                    merged & (Ticket.settled_at < merged_before),
                ),
            )
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def _due(
        self, step: str, due: ColumnElement[bool], *, limit: int
    ) -> Sequence[int]:
        statement = (
            select(Ticket.id)
            .where(Ticket.status.in_(RUNNING), due, _untaken(step))
            .order_by(Ticket.due_on, Ticket.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()


def _untaken(step: str) -> ColumnElement[bool]:
    """Say in SQL that a step is not on record for the day that holds now."""
    return ~exists().where(
        TicketEvent.ticket_id == Ticket.id,
        TicketEvent.kind.in_(NOTED),
        TicketEvent.facts["step"].as_string() == step,
        TicketEvent.facts["due_on"].as_string() == cast(Ticket.due_on, String),
    )

"""SQL of tickets by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from helpdesk.models import SETTLED, Call, Ticket
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class IntakeRepository(Repository):
    """Questions while somebody is on the telephone."""

    async def list_live(self, since: datetime, *, limit: int) -> Sequence[Call]:
        """Return calls that began since and are not over, the newest first."""
        live = select(Call).where(Call.ended_at.is_(None), Call.began_at >= since)
        newest = live.order_by(Call.id.desc()).limit(limit)
        return (await self.session.scalars(newest)).all()

    async def live(self, call_id: int, since: datetime) -> Call | None:
        """Return a call that is not over."""
        live = select(Call).where(
            Call.id == call_id, Call.ended_at.is_(None), Call.began_at >= since
        )
        return (await self.session.scalars(live)).one_or_none()

    async def list_open_of(
        self, *, member_id: int | None, phone: str | None, scope: Scope, limit: int
    ) -> Sequence[Ticket]:
        """Return somebody's tickets that are not settled, as seen, newest first."""
        theirs = []
        if member_id is not None:
            theirs.append(Ticket.member_id == member_id)
        if phone is not None:
            theirs.append(Ticket.contact_lookup == phone)
        if not theirs:
            return []
        statement = (
            select(Ticket)
            .where(
                or_(*theirs), Ticket.status.not_in(SETTLED), within(Ticket.path, scope)
            )
            .order_by(Ticket.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

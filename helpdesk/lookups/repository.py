"""SQL of look-ups."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from helpdesk.models import (
    Application,
    AuditAction,
    AuditEntry,
    Consent,
    Member,
    Organisation,
    Ticket,
    Transfer,
)
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

LATEST = 10


class LookupRepository(Repository):
    """Questions about one member at a time."""

    async def list_by(
        self, condition: ColumnElement[bool], scope: Scope, *, limit: int
    ) -> Sequence[Member]:
        """Return the members within a scope for whom something exact is so."""
        statement = self._seen(scope).where(condition).order_by(Member.id)
        return (await self.session.scalars(statement.limit(limit))).all()

    async def by_id(self, member_id: int, scope: Scope) -> Member | None:
        """Return the member with this key, if a scope covers their union."""
        statement = self._seen(scope).where(Member.id == member_id)
        return (await self.session.scalars(statement)).one_or_none()

    async def count_by_officer(self, officer_id: int, *, since: datetime) -> int:
        """Count how often an officer has looked somebody up."""
        statement = select(func.count(AuditEntry.id)).where(
            AuditEntry.officer_id == officer_id,
            AuditEntry.created_at >= since,
            AuditEntry.action == AuditAction.looked_up,
        )
        return await self.session.scalar(statement) or 0

    async def applications(self, member_id: int) -> Sequence[Application]:
        """Return somebody's applications, the newest first."""
        statement = select(Application).where(Application.member_id == member_id)
        newest = statement.order_by(Application.id.desc()).limit(LATEST)
        return (await self.session.scalars(newest)).all()

    async def transfers(self, member_id: int) -> Sequence[Transfer]:
        """Return somebody's transfers, the newest first."""
        statement = select(Transfer).where(Transfer.member_id == member_id)
        newest = statement.order_by(Transfer.id.desc()).limit(LATEST)
        return (await self.session.scalars(newest)).all()

    async def consents(self, member_id: int) -> Sequence[Consent]:
        """Return somebody's words of consent, the newest first."""
        statement = select(Consent).where(Consent.member_id == member_id)
        newest = statement.order_by(Consent.id.desc()).limit(5 * LATEST)
        return (await self.session.scalars(newest)).all()

    async def tickets(self, member_id: int, scope: Scope) -> Sequence[Ticket]:
        """Return somebody's tickets within a scope, the newest first."""
        statement = select(Ticket).where(
            Ticket.member_id == member_id, within(Ticket.path, scope)
        )
        newest = statement.order_by(Ticket.id.desc()).limit(LATEST)
        return (await self.session.scalars(newest)).all()

    def _seen(self, scope: Scope) -> Select[Member]:
        """Select members with their unions; who has none is the city's to see."""
        statement = select(Member).options(joinedload(Member.organisation))
        return statement.outerjoin(
            Organisation, Organisation.id == Member.organisation_id
        ).where(within(Organisation.path, scope))


def is_named(name: str, unions: Sequence[int]) -> ColumnElement[bool]:
    """Match a whole name in one of some unions."""
    return (Member.name == name) & Member.organisation_id.in_(unions)

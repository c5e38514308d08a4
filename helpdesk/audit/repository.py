"""SQL of the audit log."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from helpdesk.models import AuditEntry, AuditSubject
from helpdesk.repository import Repository


class AuditRepository(Repository):
    """Questions about what was done."""

    async def list_about(
        self, subject: AuditSubject, subject_id: int, *, limit: int = 100
    ) -> Sequence[AuditEntry]:
        """Return what was done to one record, newest first."""
        statement = (
            select(AuditEntry)
            .where(AuditEntry.subject == subject, AuditEntry.subject_id == subject_id)
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def list_by_officer(
        self, officer_id: int, *, since: datetime, limit: int = 1000
    ) -> Sequence[AuditEntry]:
        """Return what an officer did since a moment, newest first."""
        statement = (
            select(AuditEntry)
            .where(AuditEntry.officer_id == officer_id, AuditEntry.created_at >= since)
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def purge(self, *, before: datetime) -> int:
        """Delete entries made before a moment, and return how many they were."""
        old = delete(AuditEntry).where(AuditEntry.created_at < before)
        gone = await self.session.scalars(old.returning(AuditEntry.id))
        return len(gone.all())

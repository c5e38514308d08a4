"""SQL of applications to join."""

from collections.abc import Sequence

from sqlalchemy import select

from helpdesk.models import Application, ApplicationStatus
from helpdesk.repository import Repository

SETTLED = tuple(status for status in ApplicationStatus if status.is_settled)


class ApplicationRepository(Repository):
    """Questions about applications."""

    async def by_id(self, application_id: int) -> Application | None:
        """Return an application as it is now."""
        return await self.session.get(
            Application, application_id, populate_existing=True
        )

    async def asked_by(self, request_key: str) -> Application | None:
        """Return the application that this message already made."""
        statement = select(Application).where(Application.request_key == request_key)
        return (await self.session.scalars(statement)).one_or_none()

    async def undecided(self, member_id: int) -> Application | None:
        """Return a worker's application that is still on its way."""
        statement = select(Application).where(
            Application.member_id == member_id, Application.status.not_in(SETTLED)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def latest(self, member_id: int) -> Application | None:
        """Return a worker's newest application."""
        statement = (
            select(Application)
            .where(Application.member_id == member_id)
            .order_by(Application.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_at(
        self, organisation_id: int, *, limit: int = 100
    ) -> Sequence[Application]:
        """Return the applications that wait for a union, oldest first."""
        first = (Application.primary_id == organisation_id) & Application.status.in_(
            (ApplicationStatus.submitted, ApplicationStatus.primary_review)
        )
        second = (Application.upper_id == organisation_id) & (
            Application.status == ApplicationStatus.upper_review
        )
        statement = (
            select(Application)
            .where(first | second)
            .order_by(Application.created_at, Application.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

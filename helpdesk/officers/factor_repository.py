"""SQL of officers' authenticators."""

from sqlalchemy import select

from helpdesk.models import Authenticator
from helpdesk.repository import Repository


class FactorRepository(Repository):
    """Questions about authenticators."""

    async def of(self, officer_id: int) -> Authenticator | None:
        """Return an officer's authenticator, confirmed or not."""
        statement = select(Authenticator).where(Authenticator.officer_id == officer_id)
        return (await self.session.scalars(statement)).one_or_none()

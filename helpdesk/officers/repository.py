"""SQL of officers."""

from sqlalchemy import select

from helpdesk.models import Officer
from helpdesk.repository import Repository


class OfficerRepository(Repository):
    """Questions about officers' accounts."""

    async def by_login(self, login: str) -> Officer | None:
        """Return the account with this login."""
        statement = select(Officer).where(Officer.login == login)
        return (await self.session.scalars(statement)).one_or_none()

"""SQL of officers' sessions."""

from datetime import datetime

from sqlalchemy import delete, select

from helpdesk.models import ConsoleSession
from helpdesk.repository import Repository


class SessionRepository(Repository):
    """Questions about sessions; tokens are compared by their digests."""

    async def live(
        self, token: str, *, now: datetime, seen_since: datetime
    ) -> ConsoleSession | None:
        """Return the session of a token, unless it is over by either limit."""
        statement = select(ConsoleSession).where(
            ConsoleSession.token_lookup == token,
            ConsoleSession.expires_at > now,
            ConsoleSession.seen_at > seen_since,
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def end(self, token: str) -> None:
        """Forget the session of a token."""
        await self.session.execute(
            delete(ConsoleSession).where(ConsoleSession.token_lookup == token)
        )

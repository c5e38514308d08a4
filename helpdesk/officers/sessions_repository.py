"""SQL of officers' sessions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from helpdesk.models import ConsoleSession, Officer
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

    async def list_live(
        self, keys: Collection[int], *, now: datetime, seen_since: datetime
    ) -> Collection[int]:
        """Return which of these sessions are not over, of officers who may come in."""
        statement = (
            select(ConsoleSession.id)
            .join(Officer, Officer.id == ConsoleSession.officer_id)
            .where(
                ConsoleSession.id.in_(keys),
                ConsoleSession.expires_at > now,
                ConsoleSession.seen_at > seen_since,
                Officer.active,
            )
        )
        return (await self.session.scalars(statement)).all()

    async def end(self, token: str) -> None:
        """Forget the session of a token."""
        await self.session.execute(
            delete(ConsoleSession).where(ConsoleSession.token_lookup == token)
        )

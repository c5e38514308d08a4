"""SQL of officers' sessions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

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

    async def note_use(self, session_id: int, *, now: datetime) -> None:
        """Note when a session was last used."""
        await self.session.execute(
            update(ConsoleSession)
            .where(ConsoleSession.id == session_id)
            .values(seen_at=now)
        )

    async def list_of(
        self, officer_id: int, *, now: datetime, seen_since: datetime
    ) -> Sequence[ConsoleSession]:
        """Return an officer's sessions that are not over, the last used first."""
        statement = (
            select(ConsoleSession)
            .where(
                ConsoleSession.officer_id == officer_id,
                ConsoleSession.expires_at > now,
                ConsoleSession.seen_at > seen_since,
            )
            .order_by(ConsoleSession.seen_at.desc(), ConsoleSession.id.desc())
        )
        return (await self.session.scalars(statement)).all()

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

    async def end_of(self, officer_id: int, *, but: str) -> None:
        """Forget an officer's sessions, but for the one of a token."""
        await self.session.execute(
            delete(ConsoleSession).where(
                ConsoleSession.officer_id == officer_id,
                ConsoleSession.token_lookup != but,
            )
        )

"""Sessions: browsers in which an officer is signed in to the console.

The browser keeps a random token, we keep its digest: whoever reads the records can
sign in as nobody.
"""

import secrets
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.models import ConsoleSession, Officer
from helpdesk.officers.sessions_repository import SessionRepository
from helpdesk.rules import rules

FILE = Path(__file__).with_name("sessions.yml")
TOKEN_BYTES = 32
NOTED_EVERY = timedelta(minutes=1)  # not with every page: reading should not write


class SessionService:
    """Signs officers in and out."""

    async def begin(
        self, session: AsyncSession, officer: Officer, *, instead_of: str = ""
    ) -> str:
        """Sign an officer in and return the token of a new session.

        What the browser had before is worth nothing any more: who planted it does not
        know the new one.
        """
        if instead_of:
            await self.end(session, instead_of)
        token, now = new_token(), clock.now()
        session.add(
            ConsoleSession(
                token_lookup=token,
                officer_id=officer.id,
                seen_at=now,
                expires_at=now + longest(),
            )
        )
        await session.flush()
        return token

    async def officer_of(
        self, session: AsyncSession, token: str, *, is_used: bool = True
    ) -> Officer | None:
        """Return who is signed in with this token; a closed account is nobody.

        What a page asks by itself is no use: it would keep a session open for ever.
        """
        now = clock.now()
        live = await SessionRepository(session).live(
            token, now=now, seen_since=now - idle()
        )
        if live is None or not live.officer.active:
            return None
        if is_used and now - live.seen_at >= NOTED_EVERY:
            live.seen_at = now
            await session.flush()
        return live.officer

    async def key_of(self, session: AsyncSession, token: str) -> int | None:
        """Return the key of the session with this token, unless it is over."""
        now = clock.now()
        live = await SessionRepository(session).live(
            token, now=now, seen_since=now - idle()
        )
        return live.id if live else None

    async def still_on(
        self, session: AsyncSession, keys: Collection[int]
    ) -> Collection[int]:
        """Return which of these sessions are not over."""
        now = clock.now()
        return await SessionRepository(session).list_live(
            keys, now=now, seen_since=now - idle()
        )

    async def end(self, session: AsyncSession, token: str) -> None:
        """Sign out; a copy of the token is worth nothing any more."""
        await SessionRepository(session).end(token)


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def idle() -> timedelta:
    """Return how long a session lasts without being used."""
    return timedelta(minutes=rules(FILE)["idle_minutes"])


def longest() -> timedelta:
    """Return how long a session lasts at most."""
    return timedelta(hours=rules(FILE)["longest_hours"])


officer_sessions = SessionService()

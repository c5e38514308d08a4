"""Sessions: browsers in which an officer is signed in to the console.

The browser keeps a random token, we keep its digest: whoever reads the records can
sign in as nobody.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.models import ConsoleSession, Officer, SignInWay
from helpdesk.officers.factor import factors, is_obligatory
from helpdesk.officers.sessions_repository import SessionRepository
from helpdesk.rules import rules

FILE = Path(__file__).with_name("sessions.yml")
TOKEN_BYTES = 32
NOTED_EVERY = timedelta(minutes=1)  # not with every page: reading should not write


class Pending(StrEnum):
    """What is still to be done before the console opens."""

    code = "code"  # show the second factor
    password = "password"  # noqa: S105 - choose one
    authenticator = "authenticator"  # bind one


@dataclass(frozen=True, slots=True)
class Browser:
    """Which browser somebody signs in with, and from where."""

    cookie: str = ""
    address: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is signed in with a token, and what is still to be done."""

    officer: Officer
    session_id: int
    pending: Pending | None
    is_to_note: bool
    """Whether its last use was noted too long ago."""


NO_BROWSER = Browser()


class SessionService:
    """Signs officers in and out."""

    async def begin(
        self,
        session: AsyncSession,
        officer: Officer,
        *,
        browser: Browser = NO_BROWSER,
        way: SignInWay = SignInWay.password,
        is_proven: bool = False,
    ) -> str:
        """Sign an officer in and return the token of a new session.

        What the browser had before is worth nothing any more: who planted it does not
        know the new one. Who has an authenticator must still show a code.
        """
        if browser.cookie:
            await self.end(session, browser.cookie)
        token, now = new_token(), clock.now()
        session.add(
            ConsoleSession(
                token_lookup=token,
                officer_id=officer.id,
                way=way,
                is_proven=is_proven or await factors.of(session, officer) is None,
                address=browser.address or None,
                browser=browser.kind or None,
                seen_at=now,
                expires_at=now + longest(),
            )
        )
        await session.flush()
        return token

    async def standing(
        self, session: AsyncSession, token: str, *, is_demo: bool
    ) -> Standing | None:
        """Return who is signed in with this token; a closed account is nobody."""
        now = clock.now()
        live = await SessionRepository(session).live(
            token, now=now, seen_since=now - idle()
        )
        if live is None or not live.officer.active:
            return None
        pending = await _pending(session, live, is_demo=is_demo)
        is_to_note = now - live.seen_at >= NOTED_EVERY
        return Standing(live.officer, live.id, pending, is_to_note)

    async def note_use(self, session: AsyncSession, standing: Standing) -> None:
        """Note that a session is used, so that it goes on."""
        repository = SessionRepository(session)
        await repository.note_use(standing.session_id, now=clock.now())

    async def of(
        self, session: AsyncSession, officer: Officer
    ) -> Sequence[ConsoleSession]:
        """Return where an officer is signed in, the last used first."""
        now = clock.now()
        repository = SessionRepository(session)
        return await repository.list_of(officer.id, now=now, seen_since=now - idle())

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

    async def end_of(
        self, session: AsyncSession, officer: Officer, *, but: str = ""
    ) -> None:
        """Sign an officer out everywhere, but for the session of one token."""
        await SessionRepository(session).end_of(officer.id, but=but)


async def _pending(
    session: AsyncSession, live: ConsoleSession, *, is_demo: bool
) -> Pending | None:
    """Say what comes next; a second factor is bound after the password is one's own."""
    officer = live.officer
    if not live.is_proven:
        return Pending.code
    if officer.must_choose and live.way is SignInWay.password:
        return Pending.password
    if not is_obligatory(officer.role, is_demo=is_demo):
        return None
    if await factors.of(session, officer) is None:
        return Pending.authenticator
    return None


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

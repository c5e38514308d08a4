"""Officers: accounts of the union's staff."""

import asyncio
import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.attempts import attempts
from helpdesk.errors import Conflict, InvalidInput, WrongPassword
from helpdesk.models import Officer, OfficerRole
from helpdesk.officers.repository import OfficerRepository
from helpdesk.texts import tidy

LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")
SHORTEST_PASSWORD = 10
NAME_LIMIT = 40


class OfficerService:
    """Adds officers and lets them in."""

    async def add(
        self,
        session: AsyncSession,
        *,
        login: str,
        name: str,
        password: str,
        role: OfficerRole = OfficerRole.case_officer,
    ) -> Officer:
        """Make an account."""
        if not LOGIN.fullmatch(login):
            raise InvalidInput("a login is 2 to 40 of a-z 0-9 . _ -")
        if len(password) < SHORTEST_PASSWORD:
            raise InvalidInput(f"a password has {SHORTEST_PASSWORD} characters or more")
        if await self.by_login(session, login):
            raise Conflict(f"officer {login} exists")
        officer = Officer(
            login=login,
            name=tidy(name, limit=NAME_LIMIT),
            password_hash=await asyncio.to_thread(_hasher().hash, password),
            role=role,
        )
        session.add(officer)
        await session.flush()
        return officer

    async def by_login(self, session: AsyncSession, login: str) -> Officer | None:
        """Return the account with this login, if there is one."""
        if not LOGIN.fullmatch(login):
            return None
        return await OfficerRepository(session).by_login(login)

    async def authenticate(
        self, session: AsyncSession, *, login: str, password: str, address: str = ""
    ) -> Officer:
        """Return the officer whose password this is.

        Raises:
            WrongPassword: Unknown login, closed account or wrong password.
            Locked: Too many wrong tries for this login, or from this address.
        """
        origin = {"address": address} if address else {}
        tries = await attempts.hold(session, officer=login, **origin)
        officer = await self.by_login(session, login)
        is_right = await asyncio.to_thread(_matches, officer, password)
        if officer is None or not is_right or not officer.active:
            tries.count_wrong()
            raise WrongPassword("unknown login or wrong password")
        await attempts.forget(session, tries)
        return officer


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody")


def _matches(officer: Officer | None, password: str) -> bool:
    """Compare in the same time whether the login exists or not."""
    try:
        expected = officer.password_hash if officer else _nobodys_hash()
        return _hasher().verify(expected, password) and officer is not None
    except VerifyMismatchError:
        return False


officers = OfficerService()

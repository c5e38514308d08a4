"""Officers: accounts of the union's staff, found and added."""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Officer,
    OfficerRole,
    Organisation,
)
from helpdesk.officers.passwords import Secret, secret
from helpdesk.officers.repository import OfficerRepository, Wanted
from helpdesk.scope import Scope
from helpdesk.texts import tidy

LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")
NAME_LIMIT = 40
MOST = 500
CITY = Scope()
ALL = Wanted()


class OfficerService:
    """Adds officers and finds them."""

    async def add(
        self,
        session: AsyncSession,
        *,
        login: str,
        name: str,
        password: str | Secret,
        role: OfficerRole = OfficerRole.case_officer,
        organisation_id: int | None = None,
        skills: Sequence[str] = (),
        by: Actor | None = None,
    ) -> Officer:
        """Make an account; who made it is on record, but for demo data.

        A page hashes the password before it begins its transaction; a command, for
        which nobody waits, may give it as it is.

        Raises:
            WeakPassword: It is easy to guess.
            Conflict: There is such an account.
        """
        refuse_odd(login)
        if await self.by_login(session, login):
            raise Conflict(f"officer {login} exists")
        if isinstance(password, str):
            password = await secret(password, login=login)
        officer = Officer(
            login=login,
            name=name_of(name),
            password_hash=password.kept,
            must_choose=not password.is_chosen,
            role=role,
            organisation_id=organisation_id,
            skills=sorted(set(skills)),
        )
        session.add(officer)
        await session.flush()
        if by:
            await audit.record(
                session,
                AuditAction.created,
                AuditSubject.officer,
                officer.id,
                by=by,
                after=facts_of(officer),
            )
        return officer

    async def by_login(self, session: AsyncSession, login: str) -> Officer | None:
        """Return the account with this login, if there is one."""
        if not LOGIN.fullmatch(login):
            return None
        return await OfficerRepository(session).by_login(login)

    async def find(
        self, session: AsyncSession, officer_id: int, *, scope: Scope = CITY
    ) -> Officer:
        """Return an account within a part of the tree.

        Raises:
            NotFound: There is none there.
        """
        found = await OfficerRepository(session).by_id(officer_id, scope=scope)
        if found is None:
            raise NotFound("no such officer")
        return found

    async def list(
        self, session: AsyncSession, wanted: Wanted = ALL, *, scope: Scope = CITY
    ) -> Sequence[tuple[Officer, Organisation | None]]:
        """Return the accounts within a part of the tree, each with its union."""
        repository = OfficerRepository(session)
        return await repository.list_by_name(wanted, scope=scope, limit=MOST)


def refuse_odd(login: str) -> None:
    """Refuse what is no login.

    Raises:
        InvalidInput: It is none.
    """
    if not LOGIN.fullmatch(login):
        raise InvalidInput("a login is 2 to 40 of a-z 0-9 . _ -")


def name_of(said: str) -> str:
    """Return a name as it is kept.

    Raises:
        InvalidInput: There is none.
    """
    name = " ".join(tidy(said, limit=NAME_LIMIT).split())
    if not name:
        raise InvalidInput("an officer has a name")
    return name


def facts_of(officer: Officer) -> dict[str, object]:
    """Return what an account may do, as the audit log keeps it."""
    return {
        "role": officer.role,
        "organisation_id": officer.organisation_id,
        "skills": "、".join(officer.skills) or None,
        "active": officer.active,
    }


officers = OfficerService()

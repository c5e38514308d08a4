"""What happens to an account: its rights, its password, its end; all on record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.errors import LastAdministrator, NotFound, OwnRights, SignOnTaken
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Officer,
    OfficerRole,
    Organisation,
)
from helpdesk.officers.factor import factors
from helpdesk.officers.passwords import Secret
from helpdesk.officers.repository import OfficerRepository
from helpdesk.officers.service import facts_of, name_of
from helpdesk.officers.sessions import officer_sessions
from helpdesk.organisations import tree
from helpdesk.repository import held
from helpdesk.scope import Scope
from helpdesk.texts import tidy

SUBJECT_LIMIT = 255


@dataclass(frozen=True, slots=True)
class Profile:
    """What an administrator sets of an account."""

    name: str
    role: OfficerRole
    organisation_id: int | None = None
    skills: Sequence[str] = ()


class AccountService:
    """Looks after accounts; the log says who changed whose, and what."""

    async def change(
        self, session: AsyncSession, officer: Officer, profile: Profile, *, by: Actor
    ) -> None:
        """Give an officer a name, a role, a union and skills.

        Raises:
            OwnRights: It is the own account, and more than the name would change.
            LastAdministrator: Nobody would be left to look after accounts.
        """
        is_last = await _is_last(session, officer)
        officer = await held(session, officer)
        before, skills = facts_of(officer), sorted(set(profile.skills))
        rights = (profile.role, profile.organisation_id)
        if rights != (officer.role, officer.organisation_id):
            _refuse_loss(officer, by, is_last=is_last)
        officer.name = name_of(profile.name)
        officer.role, officer.organisation_id = rights
        officer.skills = skills
        after = facts_of(officer)
        if before != after:
            await _note(session, AuditAction.changed, officer, by, before, after)

    async def set_role(
        self, session: AsyncSession, officer: Officer, role: OfficerRole, *, by: Actor
    ) -> None:
        """Give an officer another role.

        Raises:
            OwnRights: It is the own account.
            LastAdministrator: Nobody would be left to look after accounts.
        """
        now = Profile(officer.name, role, officer.organisation_id, officer.skills)
        await self.change(session, officer, now, by=by)

    async def close(
        self, session: AsyncSession, officer: Officer, *, by: Actor
    ) -> None:
        """Shut an account: its sessions end, nobody signs in with it; twice is once.

        Raises:
            OwnRights: It is the own account.
            LastAdministrator: Nobody would be left to look after accounts.
        """
        is_last = await _is_last(session, officer)
        officer = await held(session, officer)
        if not officer.active:
            return
        _refuse_loss(officer, by, is_last=is_last)
        officer.active = False
        await officer_sessions.end_of(session, officer)
        await _note(session, AuditAction.closed, officer, by)

    async def reopen(
        self, session: AsyncSession, officer: Officer, *, by: Actor
    ) -> None:
        """Open an account again; twice is once."""
        officer = await held(session, officer)
        if not officer.active:
            officer.active = True
            await _note(session, AuditAction.reopened, officer, by)

    async def choose_password(
        self,
        session: AsyncSession,
        officer: Officer,
        new: Secret,
        *,
        by: Actor,
        token: str,
    ) -> None:
        """Keep the password that an officer chose; other browsers are signed out."""
        officer = await held(session, officer)
        officer.password_hash, officer.must_choose = new.kept, False
        await officer_sessions.end_of(session, officer, but=token)
        await _note(session, AuditAction.password_set, officer, by)

    async def reset_password(
        self, session: AsyncSession, officer: Officer, new: Secret, *, by: Actor
    ) -> None:
        """Give an officer a password to choose an own one with; sessions end.

        Raises:
            OwnRights: It is the own account: the own password is chosen, not reset.
        """
        officer = await held(session, officer)
        _refuse_own(officer, by)
        officer.password_hash, officer.must_choose = new.kept, True
        await officer_sessions.end_of(session, officer)
        await _note(session, AuditAction.password_reset, officer, by)

    async def reset_factor(
        self, session: AsyncSession, officer: Officer, *, by: Actor
    ) -> None:
        """Unbind the authenticator of an officer who lost it; sessions end.

        Raises:
            OwnRights: It is the own account: that needs a code of the authenticator.
        """
        _refuse_own(officer, by)
        await factors.reset(session, officer, by=by)
        await officer_sessions.end_of(session, officer)

    async def bind_sign_on(
        self, session: AsyncSession, officer: Officer, subject: str, *, by: Actor
    ) -> None:
        """Say who an officer is at the existing sign-on; an empty one unbinds.

        Raises:
            SignOnTaken: Another account is bound to it.
        """
        subject = tidy(subject, limit=SUBJECT_LIMIT)
        if subject == (officer.sign_on_subject or ""):
            return
        other = subject and await OfficerRepository(session).by_subject(subject)
        if other:
            raise SignOnTaken("another account is bound to it")
        officer.sign_on_subject = subject or None
        action = AuditAction.bound if subject else AuditAction.unbound
        await _note(session, action, officer, by)

    async def set_duty(
        self, session: AsyncSession, officer: Officer, *, on_duty: bool
    ) -> None:
        """Begin or end to get new tickets by rule; the officer's own word."""
        officer = await held(session, officer)
        officer.on_duty = on_duty

    async def offices(
        self, session: AsyncSession, present: int | None, *, scope: Scope
    ) -> list[Organisation]:
        """Return the unions to choose from, with the one that is chosen already."""
        found = list(await tree.offices(session, scope=scope))
        if present is not None and present not in {union.id for union in found}:
            found.append(await tree.by_id(session, present))
        return found

    async def place(
        self, session: AsyncSession, organisation_id: int | None, *, scope: Scope
    ) -> int | None:
        """Return a union that accounts may be placed at by who sees this scope.

        Raises:
            NotFound: It is outside, or there is none.
        """
        path = None
        if organisation_id is not None:
            path = (await tree.by_id(session, organisation_id)).path
        if not scope.covers(path):
            raise NotFound("no such union")
        return organisation_id


async def _is_last(session: AsyncSession, officer: Officer) -> bool:
    """Tell whether this is the city's last administrator.

    Two who close each other's accounts at once wait here, before either is held.
    """
    left = await OfficerRepository(session).hold_administrators()
    return [each.id for each in left] == [officer.id]


def _refuse_loss(officer: Officer, by: Actor, *, is_last: bool) -> None:
    _refuse_own(officer, by)
    if is_last:
        raise LastAdministrator("the last administrator stays")


def _refuse_own(officer: Officer, by: Actor) -> None:
    if by.officer_id == officer.id:
        raise OwnRights("nobody changes the own rights")


async def _note(
    session: AsyncSession,
    action: AuditAction,
    officer: Officer,
    by: Actor,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    await audit.record(
        session,
        action,
        AuditSubject.officer,
        officer.id,
        by=by,
        before=before,
        after=after,
    )


accounts = AccountService()

"""Signing in by password: counted, compared with no transaction open, on record."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.attempts import Tries, attempts
from helpdesk.audit import Actor, audit
from helpdesk.database import unit_of_work
from helpdesk.errors import Locked, WrongPassword
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    AuthorKind,
    Officer,
    SignInWay,
)
from helpdesk.officers import passwords
from helpdesk.officers.factor import factors
from helpdesk.officers.passwords import Proof
from helpdesk.officers.service import officers
from helpdesk.officers.sessions import NO_BROWSER, Browser, officer_sessions


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in, and the token of the new session."""

    officer: Officer
    token: str


async def enter(
    sessions: async_sessionmaker[AsyncSession],
    *,
    login: str,
    password: str,
    browser: Browser = NO_BROWSER,
) -> Entered:
    """Sign in who knows a login's password.

    The hash takes a tenth of a second on purpose, so it is compared between two
    transactions. Many guesses sent at once gain nothing: each is counted in the
    second one, and after the fifth wrong one a right one is no more told.

    Raises:
        WrongPassword: Unknown login, closed account or wrong password.
        Locked: Too many wrong tries for this login, or from this address.
    """
    async with unit_of_work(sessions) as session:
        await _tries(session, login, browser)
        known = await officers.by_login(session, login)
        kept = known.password_hash if known else None
    proof = await passwords.compare(kept, password)
    async with unit_of_work(sessions) as session:
        tries = await _tries(session, login, browser)
        officer = await officers.by_login(session, login)
        is_right = officer and officer.password_hash == kept and proof.is_right
        if officer is None or not is_right or not officer.active:
            because = "closed" if is_right else "password"
            await _turn_away(session, officer, browser, because=because)
            tries.count_wrong()
            raise WrongPassword("unknown login or wrong password")
        await attempts.forget(session, tries)
        return await admit(session, officer, browser, proof=proof)


async def admit(
    session: AsyncSession,
    officer: Officer,
    browser: Browser,
    *,
    way: SignInWay = SignInWay.password,
    proof: Proof | None = None,
) -> Entered:
    """Begin the session of an officer who proved who it is, and note it."""
    if proof and proof.renewed:
        officer.password_hash = proof.renewed.kept
    token = await officer_sessions.begin(session, officer, browser=browser, way=way)
    by = actor_of(officer, browser)
    await _note(session, AuditAction.signed_in, officer, by, after={"way": way})
    return Entered(officer, token)


async def prove(
    session: AsyncSession, officer: Officer, browser: Browser, *, code: str
) -> Entered:
    """Take the second factor and begin another session: the old token opened nothing.

    Raises:
        WrongCode: It is wrong, or was used before.
        Locked: Too many wrong ones.
    """
    by = actor_of(officer, browser)
    await factors.prove(session, officer, code, by=by)
    token = await officer_sessions.begin(
        session, officer, browser=browser, is_proven=True
    )
    await _note(session, AuditAction.proved, officer, by)
    return Entered(officer, token)


async def enrol(
    session: AsyncSession, officer: Officer, browser: Browser, *, code: str
) -> tuple[Entered, list[str]]:
    """Bind an authenticator; return the recovery codes. Other browsers are signed out.

    Raises:
        WrongCode: The authenticator does not show this code.
        Locked: Too many wrong ones.
        Conflict: Nothing is to be bound.
    """
    by = actor_of(officer, browser)
    codes = await factors.confirm(session, officer, code, by=by)
    token = await officer_sessions.begin(
        session, officer, browser=browser, is_proven=True
    )
    await officer_sessions.end_of(session, officer, but=token)
    return Entered(officer, token), codes


async def leave(session: AsyncSession, officer: Officer, browser: Browser) -> None:
    """Sign an officer out of a browser."""
    await officer_sessions.end(session, browser.cookie)
    await _note(session, AuditAction.signed_out, officer, actor_of(officer, browser))


def actor_of(officer: Officer, browser: Browser) -> Actor:
    """Return an officer who acts in a browser, as the audit log knows it."""
    address = browser.address or None
    return Actor(AuthorKind.officer, officer_id=officer.id, address=address)


async def _tries(session: AsyncSession, login: str, browser: Browser) -> Tries:
    """Hold the counters of a login and an address; a locked try is on record too."""
    keys = {"officer": login}
    if browser.address:
        keys["address"] = browser.address
    try:
        return await attempts.hold(session, **keys)
    except Locked:
        known = await officers.by_login(session, login)
        await _turn_away(session, known, browser, because="locked")
        raise


async def _turn_away(
    session: AsyncSession, officer: Officer | None, browser: Browser, *, because: str
) -> None:
    """Note a try that failed: neither a password nor a login that nobody has."""
    by = Actor(AuthorKind.system, address=browser.address or None)
    because = because if officer else "unknown"
    await _note(
        session, AuditAction.turned_away, officer, by, after={"because": because}
    )


async def _note(
    session: AsyncSession,
    action: AuditAction,
    officer: Officer | None,
    by: Actor,
    *,
    after: dict[str, str] | None = None,
) -> None:
    key = officer.id if officer else None
    await audit.record(session, action, AuditSubject.officer, key, by=by, after=after)

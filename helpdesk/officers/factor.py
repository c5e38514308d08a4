"""The second factor: six digits of an authenticator (RFC 6238), or a recovery code."""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

import pyotp
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.attempts import attempts
from helpdesk.audit import Actor, audit
from helpdesk.errors import Conflict, WrongCode
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Authenticator,
    Officer,
    OfficerRole,
)
from helpdesk.officers.factor_repository import FactorRepository
from helpdesk.repository import held
from helpdesk.rules import rules

FILE = Path(__file__).with_name("factor.yml")
STEP = 30  # seconds, as every authenticator has it
RECOVERY_LETTERS = 16  # 80 bits: so many that the digest needs no slow hash


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator must be told, as a picture or typed."""

    address: str
    secret: str


class FactorService:
    """Binds authenticators to accounts and reads their codes."""

    async def of(self, session: AsyncSession, officer: Officer) -> Authenticator | None:
        """Return an officer's authenticator, once it showed a right code."""
        found = await FactorRepository(session).of(officer.id)
        return found if found and found.confirmed_at else None

    async def begin(self, session: AsyncSession, officer: Officer) -> None:
        """Make the secret that is to be bound, unless there is one."""
        if await FactorRepository(session).of(officer.id) is None:
            secret = pyotp.random_base32()
            session.add(Authenticator(officer_id=officer.id, secret=secret))
            await session.flush()

    async def enrolment(
        self, session: AsyncSession, officer: Officer
    ) -> Enrolment | None:
        """Return what an authenticator is to be told, until a code confirms it."""
        found = await FactorRepository(session).of(officer.id)
        if found is None or found.confirmed_at:
            return None
        return _enrolment(officer, found.secret)

    async def confirm(
        self, session: AsyncSession, officer: Officer, code: str, *, by: Actor
    ) -> list[str]:
        """Bind the authenticator that shows this code; return the recovery codes.

        Raises:
            WrongCode: It does not show this code.
            Locked: Too many wrong ones.
            Conflict: Nothing is to be confirmed.
        """
        found = await FactorRepository(session).of(officer.id)
        if found is None or found.confirmed_at:
            raise Conflict("no authenticator waits for its first code")
        found = await held(session, found)
        await self._prove(session, officer, found, code, by=by)
        found.confirmed_at = clock.now()
        return await self._codes_anew(session, officer, found, by=by)

    async def prove(
        self, session: AsyncSession, officer: Officer, code: str, *, by: Actor
    ) -> None:
        """Take a code of the authenticator, or a recovery code, which is then spent.

        Raises:
            WrongCode: It is wrong, or was used before.
            Locked: Too many wrong ones.
            Conflict: The officer has no authenticator.
        """
        found = await self._bound(session, officer)
        await self._prove(session, officer, found, code, by=by)

    async def renew_codes(
        self, session: AsyncSession, officer: Officer, code: str, *, by: Actor
    ) -> list[str]:
        """Return new recovery codes for a right code; the old ones end.

        Raises:
            WrongCode: It is wrong, or was used before.
            Locked: Too many wrong ones.
        """
        found = await self._bound(session, officer)
        await self._prove(session, officer, found, code, by=by)
        return await self._codes_anew(session, officer, found, by=by)

    async def remove(
        self,
        session: AsyncSession,
        officer: Officer,
        code: str,
        *,
        by: Actor,
        is_demo: bool,
    ) -> None:
        """Unbind the authenticator for a right code.

        Raises:
            WrongCode: It is wrong, or was used before.
            Locked: Too many wrong ones.
            Conflict: The role must have one.
        """
        if is_obligatory(officer.role, is_demo=is_demo):
            raise Conflict("this role keeps its second factor")
        found = await self._bound(session, officer)
        await self._prove(session, officer, found, code, by=by)
        await session.delete(found)
        await _note(session, AuditAction.factor_removed, officer, by=by)

    async def reset(
        self, session: AsyncSession, officer: Officer, *, by: Actor
    ) -> None:
        """Unbind the authenticator of an officer who lost it; twice is once."""
        if found := await FactorRepository(session).of(officer.id):
            await session.delete(found)
            await _note(session, AuditAction.factor_reset, officer, by=by)

    async def _bound(self, session: AsyncSession, officer: Officer) -> Authenticator:
        """Hold the authenticator: of two tries with one code only one may win."""
        found = await self.of(session, officer)
        if found is None:
            raise Conflict("no authenticator is bound")
        return await held(session, found)

    async def _prove(
        self,
        session: AsyncSession,
        officer: Officer,
        found: Authenticator,
        code: str,
        *,
        by: Actor,
    ) -> None:
        tries = await attempts.hold(session, authenticator=str(officer.id))
        said = "".join(code.split()).replace("-", "").upper()
        if not (_takes_step(found, said) or _takes_recovery(found, said)):
            await _note(session, AuditAction.turned_away, officer, by=by, why="code")
            raise WrongCode(tries.count_wrong())
        await attempts.forget(session, tries)
        await session.flush()

    async def _codes_anew(
        self,
        session: AsyncSession,
        officer: Officer,
        found: Authenticator,
        *,
        by: Actor,
    ) -> list[str]:
        codes = [_recovery_code() for _ in range(rules(FILE)["recovery_codes"])]
        found.recovery = [_digest(code.replace("-", "")) for code in codes]
        await _note(session, AuditAction.factor_set, officer, by=by)
        return codes


def is_obligatory(role: OfficerRole, *, is_demo: bool) -> bool:
    """Tell whether officers of a role must have a second factor."""
    book = rules(FILE)
    return role in book["obligatory"] and not (is_demo and book["demo_is_free"])


def _enrolment(officer: Officer, secret: str) -> Enrolment:
    totp = pyotp.TOTP(secret)
    issuer = rules(FILE)["issuer"]
    address = totp.provisioning_uri(name=officer.login, issuer_name=issuer)
    return Enrolment(address, secret)


def _takes_step(found: Authenticator, said: str) -> bool:
    """Take a code of now, a step earlier or later; no step is taken twice."""
    now, drift = int(clock.now().timestamp()) // STEP, rules(FILE)["drift_steps"]
    totp = pyotp.TOTP(found.secret)
    for step in range(now - drift, now + drift + 1):
        right = totp.generate_otp(step).encode()
        is_new = found.last_step is None or step > found.last_step
        if is_new and hmac.compare_digest(right, said.encode(errors="replace")):
            found.last_step = step
            return True
    return False


def _takes_recovery(found: Authenticator, said: str) -> bool:
    """Spend a recovery code."""
    digest = _digest(said)
    if digest not in found.recovery:
        return False
    found.recovery = [each for each in found.recovery if each != digest]
    return True


def _recovery_code() -> str:
    """Return a code that nobody can guess, written in fours.

    >>> len(_recovery_code())
    19
    """
    letters = pyotp.random_base32()[:RECOVERY_LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, RECOVERY_LETTERS, 4))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()


async def _note(
    session: AsyncSession,
    action: AuditAction,
    officer: Officer,
    *,
    by: Actor,
    why: str | None = None,
) -> None:
    after = {"because": why} if why else None
    subject = AuditSubject.officer
    await audit.record(session, action, subject, officer.id, by=by, after=after)


factors = FactorService()

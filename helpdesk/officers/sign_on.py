"""Coming in by the union's existing sign-on: whom it means, and nothing more.

Who somebody is there gives no rights here: an account is there already, or nobody is
let in. State and nonce are the browser's and ours; of state and cookie only digests
are kept.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import Refused
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    AuthorKind,
    Officer,
    SignInWay,
    SignOn,
)
from helpdesk.officers.accounts import accounts
from helpdesk.officers.entering import Entered, actor_of, admit
from helpdesk.officers.repository import OfficerRepository
from helpdesk.officers.service import officers
from helpdesk.officers.sessions import Browser
from helpdesk.officers.sign_on_repository import SignOnRepository
from helpdesk.rules import rules

FILE = Path(__file__).with_name("sign_on.yml")
BYTES = 48


@dataclass(frozen=True, slots=True)
class Begun:
    """What goes to the sign-on, and what the browser's code is redeemed with."""

    state: str
    nonce: str
    verifier: str


class SignOnService:
    """Sends browsers to the sign-on and takes them back."""

    async def begin(self, session: AsyncSession, *, cookie: str) -> Begun:
        """Send a browser away."""
        begun = Begun(*(secrets.token_urlsafe(BYTES) for _ in range(3)))
        session.add(
            SignOn(
                state_lookup=begun.state,
                cookie_lookup=cookie,
                nonce=begun.nonce,
                verifier=begun.verifier,
                expires_at=clock.now() + timedelta(minutes=rules(FILE)["minutes"]),
            )
        )
        await session.flush()
        return begun

    async def come_back(
        self, session: AsyncSession, *, state: str, cookie: str
    ) -> Begun:
        """Return what was begun in this browser; it is spent with that.

        Raises:
            Refused: It is unknown, spent, too old, or another browser began it.
        """
        repository = SignOnRepository(session)
        found = await repository.spend(state=state, cookie=cookie, now=clock.now())
        if found is None:
            raise Refused("nobody was sent there with this state")
        return Begun(state, found.nonce, found.verifier)

    async def admit(
        self, session: AsyncSession, claims: Mapping[str, object], *, browser: Browser
    ) -> Entered:
        """Sign in whom the sign-on's claims mean.

        Raises:
            Refused: No account is meant, or it is shut.
        """
        officer = await self._meant(session, claims, browser)
        if officer is None or not officer.active:
            by = Actor(AuthorKind.system, address=browser.address or None)
            because = "closed" if officer else "unbound"
            await audit.record(
                session,
                AuditAction.turned_away,
                AuditSubject.officer,
                officer.id if officer else None,
                by=by,
                after={"because": because},
            )
            raise Refused("no open account is bound to this")
        return await admit(session, officer, browser, way=SignInWay.sign_on)

    async def _meant(
        self, session: AsyncSession, claims: Mapping[str, object], browser: Browser
    ) -> Officer | None:
        """Find the account: bound by an administrator, or by a claim that we believe.

        An account found by a claim is bound from then on: who is renamed there to
        somebody else's login comes in as nobody.
        """
        subject = str(claims["sub"])
        found = await OfficerRepository(session).by_subject(subject)
        claim = rules(FILE)["login_claim"]
        if found is not None or not claim:
            return found
        named = await officers.by_login(session, str(claims.get(claim, "")))
        if named is None or named.sign_on_subject or not named.active:
            return None
        by = actor_of(named, browser)
        await accounts.bind_sign_on(session, named, subject, by=by)
        return named


sign_ons = SignOnService()

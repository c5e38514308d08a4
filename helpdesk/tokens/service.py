"""Tokens: other programs' keys to the REST interface.

A token is an account without a password: its role and its part of the union stand
where every officer's do, and what it did is told with its name.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import (
    ApiToken,
    AuditAction,
    AuditSubject,
    Officer,
    OfficerRole,
    Organisation,
)
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.tokens.repository import TokenRepository

LIMITS = Path(__file__).with_name("limits.yml")
SHAPE = re.compile(r"gonghui_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
NAME_LIMIT = 40
CITY = Scope()
NOTED_EVERY = timedelta(minutes=1)  # not with every request: reading should not write

NO_PASSWORD = (
    "$argon2id$v=19$m=65536,t=3,p=4"  # noqa: S105 - of random bytes, thrown away
    "$KNFixXLv0ExIadhlvryBMA$53IunR5ey018cK0O70q3bi1Dedx2weLwIQH7NEimFSM"
)
"""A hash that no password fits, and that takes as long as any other to compare."""


class TokenState(StrEnum):
    """Whether a token is good, and else why not."""

    good = "good"
    expired = "expired"
    revoked = "revoked"
    closed = "closed"  # its account is


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token; its words are told this once."""

    record: ApiToken
    words: str


class TokenService:
    """Issues tokens, knows them again, takes them back."""

    async def add(
        self,
        session: AsyncSession,
        *,
        name: str,
        role: OfficerRole,
        by: Actor,
        organisation_id: int | None = None,
        days: int | None = None,
    ) -> Issued:
        """Issue a token for a program of this name."""
        account = await self._account(session, name, role, organisation_id)
        words = new_words(account.login.removeprefix("api-"))
        record = ApiToken(
            officer=account,
            prefix=prefix_of(words),
            fingerprint=fingerprint(words),
            created_by_id=by.officer_id,
            expires_at=clock.now() + _lifetime(days),
        )
        session.add(record)
        await session.flush()
        await audit.record(
            session,
            AuditAction.created,
            AuditSubject.token,
            record.id,
            by=by,
            after={
                "prefix": record.prefix,
                "role": role,
                "organisation": organisation_id,
                "until": f"{record.expires_at:%Y-%m-%d}",
            },
        )
        return Issued(record, words)

    async def caller(self, session: AsyncSession, words: str) -> ApiToken | None:
        """Return the token whose words these are, if it is good now."""
        if not looks_like_one(words):
            return None
        return await TokenRepository(session).live(fingerprint(words), now=clock.now())

    def state(self, token: ApiToken) -> TokenState:
        """Tell whether a token is good, and else why not."""
        if token.revoked_at is not None:
            return TokenState.revoked
        if token.expires_at <= clock.now():
            return TokenState.expired
        return TokenState.good if token.officer.active else TokenState.closed

    def is_use_to_be_noted(self, token: ApiToken) -> bool:
        """Tell whether a use is worth a line: the last was noted long ago."""
        last = token.last_used_at
        return last is None or clock.now() - last >= NOTED_EVERY

    async def note_use(self, session: AsyncSession, token: ApiToken) -> None:
        """Write down that a token was used."""
        now = clock.now()
        await TokenRepository(session).note_use(
            token.id, now=now, unless_since=now - NOTED_EVERY
        )

    async def list_within(
        self, session: AsyncSession, scope: Scope = CITY
    ) -> Sequence[ApiToken]:
        """Return the tokens of a part of the union, the newest first."""
        return await TokenRepository(session).list_within(scope)

    async def revoke(
        self, session: AsyncSession, prefix: str, *, by: Actor, scope: Scope = CITY
    ) -> None:
        """Take a token back, and close its account."""
        token = await TokenRepository(session).by_prefix(prefix, scope=scope)
        if token is None:
            raise NotFound("no such token")
        if token.revoked_at is not None:
            return
        token.revoked_at, token.officer.active = clock.now(), False
        await audit.record(
            session, AuditAction.deleted, AuditSubject.token, token.id, by=by
        )

    async def _account(
        self,
        session: AsyncSession,
        name: str,
        role: OfficerRole,
        organisation_id: int | None,
    ) -> Officer:
        shown = tidy(name, limit=NAME_LIMIT)
        if not shown:
            raise InvalidInput("a token has a name")
        if organisation_id is not None:
            await _refuse_unknown(session, organisation_id)
        account = Officer(
            login=f"api-{secrets.token_hex(4)}",
            name=shown,
            password_hash=NO_PASSWORD,
            role=role,
            organisation_id=organisation_id,
            on_duty=False,
        )
        session.add(account)
        await session.flush()
        return account


def lifetimes() -> tuple[int, int]:
    """Return how many days a token lives if none are said, and at most."""
    limits = rules(LIMITS)
    return limits["days"], limits["longest"]


def looks_like_one(words: str) -> bool:
    """Tell whether something may be a token at all."""
    return SHAPE.fullmatch(words) is not None


def new_words(prefix: str) -> str:
    """Return words that nobody can guess, and that a leak's finder recognises."""
    return f"gonghui_{prefix}_{secrets.token_urlsafe(32)}"


def prefix_of(words: str) -> str:
    """Return how a token is recognised.

    >>> prefix_of("gonghui_0a1b2c3d_secret")
    '0a1b2c3d'
    """
    return words.split("_")[1]


def fingerprint(words: str) -> str:
    """Return what is kept of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(words.encode()).hexdigest()


def _lifetime(days: int | None) -> timedelta:
    usual, longest = lifetimes()
    lives = usual if days is None else days
    if not 1 <= lives <= longest:
        raise InvalidInput(f"a token lives 1 to {longest} days")
    return timedelta(days=lives)


async def _refuse_unknown(session: AsyncSession, organisation_id: int) -> None:
    if await session.get(Organisation, organisation_id) is None:
        raise NotFound("no such organisation")


tokens = TokenService()

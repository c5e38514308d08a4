"""Identity: how far a conversation has proved who is speaking."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.attempts import Tries, attempts
from helpdesk.errors import (
    CodeExpired,
    IdentityMismatch,
    Locked,
    VerificationNeeded,
    WrongCode,
)
from helpdesk.identity.levels import ANONYMOUS, MATCHED, NEEDED, PROVED
from helpdesk.identity.repository import IdentityRepository
from helpdesk.members import members
from helpdesk.models import Conversation, Member, OneTimeCode
from helpdesk.notifications import notifications
from helpdesk.numbers import read_digits, read_id_tail, read_phone
from helpdesk.privacy import mask_phone
from helpdesk.repository import attached

CODE_LIVES = timedelta(minutes=5)
CODES_ALLOWED = 5  # to one phone in the period below: nobody's phone is to be flooded
CODES_PERIOD = timedelta(minutes=30)
CODES_KEPT = timedelta(days=1)
PROOF_HOLDS = timedelta(hours=2)  # a long intake fits in, a phone lent tomorrow not


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A one-time code is on its way."""

    masked_phone: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """The conversation has proved to be this member's."""

    member_id: int
    level: int


class IdentityService:
    """Matches phone and ID number, sends codes, checks codes."""

    NEEDED: Mapping[str, int] = NEEDED

    async def request_code(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        phone: str,
        id_tail: str,
    ) -> CodeSent:
        """Send a code to the phone if the ID number's end belongs to it.

        Raises:
            IdentityMismatch: They do not belong together; the try is counted.
            Locked: Too many wrong tries, or too many codes to this phone.
        """
        phone, tail = read_phone(phone), read_id_tail(id_tail)
        conversation = await attached(session, conversation)
        tries = await self._hold(session, conversation, phone)
        member = await members.by_phone(session, phone)
        if member is None or not member.id_number.endswith(tail):
            raise IdentityMismatch(tries.count_wrong())
        await self._refuse_flood(session, phone)
        if await self.level(session, conversation) < PROVED:
            _grant(conversation, member.id, MATCHED)
        return await self._send_code(session, conversation, member.id, phone)

    async def confirm_code(
        self, session: AsyncSession, conversation: Conversation, *, code: str
    ) -> Verified:
        """Raise the conversation to level 2 if the code is right.

        Raises:
            CodeExpired: There is no live code.
            WrongCode: It is another code; the try is counted.
            Locked: Too many wrong tries.
        """
        conversation = await attached(session, conversation)
        await self._hold(session, conversation)
        live = await self._live_code(session, conversation)
        member = await members.by_id(session, live.member_id)
        tries = await self._hold(session, conversation, member.phone)
        if not await IdentityRepository(session).is_right(live, read_digits(code)):
            raise WrongCode(tries.count_wrong())
        await attempts.forget(session, tries)
        live.spent_at = clock.now()
        _grant(conversation, member.id, PROVED)
        await IdentityRepository(session).bind(conversation.identity_id, member.id)
        return Verified(member.id, PROVED)

    async def level(self, session: AsyncSession, conversation: Conversation) -> int:
        """Return how far this conversation is proved right now."""
        conversation = await attached(session, conversation)
        until = conversation.level_until
        holds = until is not None and clock.now() < until
        return conversation.level if holds else ANONYMOUS

    async def member_of(
        self, session: AsyncSession, conversation: Conversation
    ) -> Member | None:
        """Return the member proved by one-time code in this conversation."""
        conversation = await attached(session, conversation)
        proved = await self.level(session, conversation) >= PROVED
        if not proved or conversation.member_id is None:
            return None
        return await members.by_id(session, conversation.member_id)

    async def require(
        self, session: AsyncSession, conversation: Conversation, *, service: str
    ) -> None:
        """Refuse a service that needs a higher level than there is.

        Raises:
            VerificationNeeded: With the level that is needed.
        """
        needed = self.NEEDED.get(service, PROVED)
        if await self.level(session, conversation) < needed:
            raise VerificationNeeded(needed)

    async def forget(self, session: AsyncSession, conversation: Conversation) -> None:
        """Take the proof back: the next speaker is anonymous again."""
        conversation = await attached(session, conversation)
        conversation.member_id = conversation.level_until = None
        conversation.level = ANONYMOUS
        await session.flush()

    async def purge(self, session: AsyncSession) -> None:
        """Delete codes and counters that no longer matter."""
        await IdentityRepository(session).purge_codes(before=clock.now() - CODES_KEPT)
        await attempts.purge(session)

    async def _hold(
        self,
        session: AsyncSession,
        conversation: Conversation,
        phone: str | None = None,
    ) -> Tries:
        keys = {"identity": str(conversation.identity_id)}
        return await attempts.hold(
            session, **keys, **({"phone": phone} if phone else {})
        )

    async def _live_code(
        self, session: AsyncSession, conversation: Conversation
    ) -> OneTimeCode:
        live = await IdentityRepository(session).live_code(
            conversation.id, now=clock.now()
        )
        if live is None:
            raise CodeExpired("no live code")
        return live

    async def _refuse_flood(self, session: AsyncSession, phone: str) -> None:
        since = clock.now() - CODES_PERIOD
        sent = await IdentityRepository(session).list_sent(phone, since=since)
        if len(sent) >= CODES_ALLOWED:
            raise Locked(sent[-CODES_ALLOWED] + CODES_PERIOD)

    async def _send_code(
        self,
        session: AsyncSession,
        conversation: Conversation,
        member_id: int,
        phone: str,
    ) -> CodeSent:
        now, code = clock.now(), f"{secrets.randbelow(10**6):06d}"
        salt, expires_at = secrets.token_hex(8), now + CODE_LIVES
        await IdentityRepository(session).spend_codes(conversation.id, at=now)
        session.add(
            OneTimeCode(
                conversation_id=conversation.id,
                member_id=member_id,
                phone_lookup=phone,
                salt=salt,
                code_lookup=salt + code,
                expires_at=expires_at,
            )
        )
        values = {"code": code, "minutes": str(CODE_LIVES // timedelta(minutes=1))}
        await notifications.send_sms(
            session,
            phone=phone,
            template="one_time_code",
            values=values,
            expires_at=expires_at,
        )
        return CodeSent(mask_phone(phone), expires_at)


def _grant(conversation: Conversation, member_id: int, level: int) -> None:
    conversation.member_id, conversation.level = member_id, level
    conversation.level_until = clock.now() + PROOF_HOLDS


identity = IdentityService()

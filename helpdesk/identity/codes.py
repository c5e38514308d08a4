"""One-time codes: sent to a phone, good for minutes, nowhere in the clear."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import CodeExpired, Locked
from helpdesk.identity.repository import IdentityRepository
from helpdesk.members import members
from helpdesk.models import Conversation, OneTimeCode
from helpdesk.notifications import notifications
from helpdesk.numbers import read_digits
from helpdesk.privacy import mask_phone
from helpdesk.rules import rules

_LIMITS = rules(Path(__file__).with_name("codes.yml"))
CODE_LIVES = timedelta(minutes=_LIMITS["lives_minutes"])
CODES_ALLOWED: int = _LIMITS["allowed"]  # nobody's phone is to be flooded
CODES_PERIOD = timedelta(minutes=_LIMITS["period_minutes"])


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A one-time code is on its way."""

    masked_phone: str
    expires_at: datetime


class CodeService:
    """Sends codes and compares what comes back."""

    async def refuse_flood(self, session: AsyncSession, phone: str) -> None:
        """Refuse another code to a phone that was sent enough of them.

        Raises:
            Locked: Until the oldest of them no longer counts.
        """
        since = clock.now() - CODES_PERIOD
        sent = await IdentityRepository(session).list_sent(phone, since=since)
        if len(sent) >= CODES_ALLOWED:
            raise Locked(sent[-CODES_ALLOWED] + CODES_PERIOD)

    async def send(
        self,
        session: AsyncSession,
        conversation: Conversation,
        member_id: int,
        *,
        phone: str,
    ) -> CodeSent:
        """Send a new code; the ones before are worth nothing any more."""
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

    async def live(
        self, session: AsyncSession, conversation: Conversation
    ) -> OneTimeCode:
        """Return the code that a conversation waits for.

        Raises:
            CodeExpired: There is none any more.
        """
        found = await IdentityRepository(session).live_code(
            conversation.id, now=clock.now()
        )
        if found is None:
            raise CodeExpired("no live code")
        return found

    async def waiting(
        self, session: AsyncSession, conversation: Conversation
    ) -> CodeSent | None:
        """Return where a code went that is waited for; one to a new phone is not."""
        repository = IdentityRepository(session)
        found = await repository.live_code(conversation.id, now=clock.now())
        if found is None:
            return None
        phone = (await members.by_id(session, found.member_id)).phone
        if not phone or not await repository.went_to(found, phone):
            return None
        return CodeSent(mask_phone(phone), found.expires_at)

    async def is_right(
        self, session: AsyncSession, code: OneTimeCode, said: str
    ) -> bool:
        """Tell whether this is the code that was sent."""
        return await IdentityRepository(session).is_right(code, read_digits(said))


codes = CodeService()

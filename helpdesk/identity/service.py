"""Identity: how far a conversation has proved who is speaking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.attempts import Tries, attempts
from helpdesk.errors import (
    IdentityMismatch,
    VerificationNeeded,
    WrongCode,
)
from helpdesk.identity.bindings import Binding, bindings
from helpdesk.identity.codes import CodeSent, codes
from helpdesk.identity.levels import ANONYMOUS, MATCHED, PROVED, level_of, needed
from helpdesk.identity.repository import IdentityRepository
from helpdesk.members import members
from helpdesk.models import Conversation, Member, OneTimeCode
from helpdesk.numbers import read_id_tail, read_phone
from helpdesk.repository import attached

PROOF_HOLDS = timedelta(hours=2)  # a long intake fits in, a phone lent tomorrow not


@dataclass(frozen=True, slots=True)
class Matched:
    """Phone and ID number belong together; nobody has proved to hold the phone."""

    member_id: int
    level: int


@dataclass(frozen=True, slots=True)
class Verified:
    """The conversation has proved to be this member's."""

    member_id: int
    level: int
    binding: Binding


class IdentityService:
    """Matches phone and ID number, sends codes, checks codes."""

    @property
    def needed(self) -> Mapping[str, int]:
        """Return the one table of services and the levels they need."""
        return needed()

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
        member = await self._matching(session, conversation, phone=phone, tail=tail)
        await codes.refuse_flood(session, phone)
        await self._grant_match(session, conversation, member)
        return await codes.send(session, conversation, member.id, phone=phone)

    async def match(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        phone: str,
        id_tail: str,
    ) -> Matched:
        """Match phone and end of the ID number, for what needs level 1 and no code.

        Raises:
            IdentityMismatch: They do not belong together; the try is counted.
            Locked: Too many wrong tries.
        """
        phone, tail = read_phone(phone), read_id_tail(id_tail)
        conversation = await attached(session, conversation)
        member = await self._matching(session, conversation, phone=phone, tail=tail)
        await self._grant_match(session, conversation, member)
        return Matched(member.id, await self.level(session, conversation))

    async def confirm_code(
        self, session: AsyncSession, conversation: Conversation, *, code: str
    ) -> Verified:
        """Raise the conversation to level 2 if the code is right.

        Raises:
            CodeExpired: There is no live code.
            WrongCode: It is another code, or it went to a phone that is not on record
                (such as the one that is to come there); the try is counted.
            Locked: Too many wrong tries.
        """
        conversation = await attached(session, conversation)
        await self._hold(session, conversation)
        live = await codes.live(session, conversation)
        member = await members.by_id(session, live.member_id)
        tries = await self._hold(
            session, conversation, phone=member.phone, member=member
        )
        is_right = await codes.is_right(session, live, code)
        if not (is_right and await self._is_theirs(session, live, member)):
            raise WrongCode(tries.count_wrong())
        await attempts.forget(session, tries)
        live.spent_at = clock.now()
        # before the grant: it may end older proofs
        binding = await bindings.bind(session, conversation, member.id)
        _grant(conversation, member.id, PROVED)
        return Verified(member.id, PROVED, binding)

    async def code_sent(
        self, session: AsyncSession, conversation: Conversation
    ) -> CodeSent | None:
        """Return where the code went that this conversation waits for, if it does."""
        return await codes.waiting(session, conversation)

    async def level(self, session: AsyncSession, conversation: Conversation) -> int:
        """Return how far this conversation is proved right now."""
        conversation = await attached(session, conversation)
        if _holds(conversation):
            return conversation.level
        bound = await bindings.bound_member(session, conversation)
        return ANONYMOUS if bound is None else MATCHED

    async def member_of(
        self, session: AsyncSession, conversation: Conversation
    ) -> Member | None:
        """Return the member proved by one-time code in this conversation."""
        conversation = await attached(session, conversation)
        proved = await self.level(session, conversation) >= PROVED
        if not proved or conversation.member_id is None:
            return None
        return await members.by_id(session, conversation.member_id)

    async def matched_member(
        self, session: AsyncSession, conversation: Conversation
    ) -> int | None:
        """Return the key of the member who is matched or bound here, if any."""
        conversation = await attached(session, conversation)
        if _holds(conversation) and conversation.level >= MATCHED:
            return conversation.member_id
        return await bindings.bound_member(session, conversation)

    async def require(
        self, session: AsyncSession, conversation: Conversation, *, service: str
    ) -> None:
        """Refuse a service that needs a higher level than there is.

        Raises:
            VerificationNeeded: With the level that is needed.
        """
        level = level_of(service)
        if await self.level(session, conversation) < level:
            raise VerificationNeeded(level)

    async def note_address(
        self, session: AsyncSession, conversation: Conversation, address: str
    ) -> None:
        """Remember from which network address somebody writes; tries count there."""
        conversation = await attached(session, conversation)
        if conversation.address != address:
            conversation.address = address
            await session.flush()

    async def forget(self, session: AsyncSession, conversation: Conversation) -> None:
        """Take the proof back: the next speaker is anonymous again."""
        conversation = await attached(session, conversation)
        conversation.member_id = conversation.level_until = None
        conversation.level = ANONYMOUS
        await session.flush()

    async def _matching(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        phone: str,
        tail: str,
    ) -> Member:
        """Return the member to whom phone and ID number belong."""
        member = await members.by_phone(session, phone)
        tries = await self._hold(session, conversation, phone=phone, member=member)
        if member is None or not member.id_number.endswith(tail):
            raise IdentityMismatch(tries.count_wrong())
        return member

    async def _is_theirs(
        self, session: AsyncSession, code: OneTimeCode, member: Member
    ) -> bool:
        """Tell whether a code went to the phone that a member has on record."""
        if not member.phone:
            return False
        return await IdentityRepository(session).went_to(code, member.phone)

    async def _grant_match(
        self, session: AsyncSession, conversation: Conversation, member: Member
    ) -> None:
        if not (_holds(conversation) and conversation.level >= PROVED):
            _grant(conversation, member.id, MATCHED)

    async def _hold(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        phone: str | None = None,
        member: Member | None = None,
    ) -> Tries:
        """Hold the counters of everything that a try is counted against."""
        keys = {
            "identity": str(conversation.identity_id),
            "person": str(member.id) if member else None,
            "phone": phone,
            "address": conversation.address,
        }
        said = {scope: key for scope, key in keys.items() if key}
        return await attempts.hold(session, **said)


def _holds(conversation: Conversation) -> bool:
    """Tell whether a proof was given here and is not too old."""
    until = conversation.level_until
    return until is not None and clock.now() < until


def _grant(conversation: Conversation, member_id: int, level: int) -> None:
    conversation.member_id, conversation.level = member_id, level
    conversation.level_until = clock.now() + PROOF_HOLDS


identity = IdentityService()

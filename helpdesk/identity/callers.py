"""Who calls: the number that a call shows, and what it proves together with more."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import InvalidInput, VerificationNeeded
from helpdesk.identity.codes import CodeSent, codes
from helpdesk.identity.levels import MATCHED
from helpdesk.identity.repository import IdentityRepository
from helpdesk.identity.service import Matched, identity
from helpdesk.members import members
from helpdesk.models import ChannelKind, Conversation
from helpdesk.numbers import read_phone
from helpdesk.repository import attached


class CallerService:
    """Matches calls by their number, which alone proves nothing: it can be forged."""

    async def is_shown(self, session: AsyncSession, conversation: Conversation) -> bool:
        """Tell whether this is a call from a mobile number that is not hidden."""
        try:
            await self._number(session, await attached(session, conversation))
        except InvalidInput:
            return False
        return True

    async def is_matched(
        self, session: AsyncSession, conversation: Conversation
    ) -> bool:
        """Tell whether the member matched in this call holds the number that calls."""
        if not await self.is_shown(session, conversation):
            return False
        return await self._phone_of_matched(session, conversation) is not None

    async def match(
        self, session: AsyncSession, conversation: Conversation, *, id_tail: str
    ) -> Matched:
        """Match a call by the number that calls and the keyed end of the ID number.

        It is level 1 and no more. Level 2 is reached by ``request_code`` and the code
        that is keyed in then.

        Raises:
            IdentityMismatch: They do not belong together; the try is counted.
            InvalidInput: The call comes from no mobile number, or it is not shown.
            Locked: Too many wrong tries.
        """
        conversation = await attached(session, conversation)
        phone = await self._number(session, conversation)
        return await identity.match(session, conversation, phone=phone, id_tail=id_tail)

    async def request_code(
        self, session: AsyncSession, conversation: Conversation
    ) -> CodeSent:
        """Send a code to the number that calls, once it is matched.

        Raises:
            InvalidInput: The call comes from no mobile number, or it is not shown.
            Locked: Too many codes to this phone.
            VerificationNeeded: The call is not matched yet.
        """
        conversation = await attached(session, conversation)
        matched = await self._phone_of_matched(session, conversation)
        if matched is None:
            raise VerificationNeeded(MATCHED)
        member_id, phone = matched
        await codes.refuse_flood(session, phone)
        return await codes.send(session, conversation, member_id, phone=phone)

    async def _phone_of_matched(
        self, session: AsyncSession, conversation: Conversation
    ) -> tuple[int, str] | None:
        """Return the matched member with the number that calls, if it is theirs."""
        phone = await self._number(session, conversation)
        member_id = await identity.matched_member(session, conversation)
        member = await members.by_phone(session, phone)
        return (member.id, phone) if member and member.id == member_id else None

    async def _number(self, session: AsyncSession, conversation: Conversation) -> str:
        """Return the mobile number that calls."""
        if conversation.channel is not ChannelKind.hotline:
            raise InvalidInput("only a call has a caller number")
        identity_id = conversation.identity_id
        held = await IdentityRepository(session).identity(identity_id)
        return read_phone(held.source_id)


callers = CallerService()

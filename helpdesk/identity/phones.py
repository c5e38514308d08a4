"""Phones: a member proves to hold the new one before it comes on record."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.attempts import attempts
from helpdesk.errors import VerificationNeeded, WrongCode
from helpdesk.identity.codes import CodeSent, codes
from helpdesk.identity.levels import PROVED
from helpdesk.identity.repository import IdentityRepository
from helpdesk.identity.service import identity
from helpdesk.models import Conversation
from helpdesk.numbers import read_phone
from helpdesk.repository import attached


class PhoneService:
    """Sends a code to a new phone and checks what comes back."""

    async def request_code(
        self, session: AsyncSession, conversation: Conversation, *, phone: str
    ) -> CodeSent:
        """Send a code to the phone that a proved member wants on record.

        Raises:
            InvalidInput: It is no mobile number.
            Locked: Too many codes to this phone.
            VerificationNeeded: Nobody is proved in this conversation.
        """
        phone = read_phone(phone)
        conversation = await attached(session, conversation)
        member = await identity.member_of(session, conversation)
        if member is None:
            raise VerificationNeeded(PROVED)
        await codes.refuse_flood(session, phone)
        return await codes.send(session, conversation, member.id, phone=phone)

    async def confirm(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        phone: str,
        code: str,
    ) -> None:
        """Spend the code if it is right and went to this very phone.

        It was sent for the member proved then: a proof that ended meanwhile, or that
        is somebody else's now, changes nobody's phone.

        Raises:
            CodeExpired: There is no live code.
            Locked: Too many wrong tries.
            VerificationNeeded: Nobody is proved in this conversation any more.
            WrongCode: It is another code, or it was sent to or for somebody else;
                the try is counted.
        """
        phone = read_phone(phone)
        conversation = await attached(session, conversation)
        member = await identity.member_of(session, conversation)
        if member is None:
            raise VerificationNeeded(PROVED)
        tries = await attempts.hold(
            session, identity=str(conversation.identity_id), phone=phone
        )
        live = await codes.live(session, conversation)
        repository = IdentityRepository(session)
        is_right = await codes.is_right(session, live, code)
        is_meant = live.member_id == member.id
        if not (is_right and is_meant and await repository.went_to(live, phone)):
            raise WrongCode(tries.count_wrong())
        await attempts.forget(session, tries)
        live.spent_at = clock.now()


phones = PhoneService()

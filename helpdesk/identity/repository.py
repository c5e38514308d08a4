"""SQL of one-time codes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from helpdesk.models import Conversation, Identity, OneTimeCode
from helpdesk.repository import Repository


class IdentityRepository(Repository):
    """Questions about codes and the identities they prove."""

    async def live_code(
        self, conversation_id: int, *, now: datetime
    ) -> OneTimeCode | None:
        """Return the newest code of a conversation that still counts."""
        statement = (
            select(OneTimeCode)
            .where(
                OneTimeCode.conversation_id == conversation_id,
                OneTimeCode.spent_at.is_(None),
                OneTimeCode.expires_at > now,
            )
            .order_by(OneTimeCode.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def is_right(self, code: OneTimeCode, said: str) -> bool:
        """Compare digests in the database: the code itself is nowhere."""
        statement = select(OneTimeCode.id).where(
            OneTimeCode.id == code.id, OneTimeCode.code_lookup == code.salt + said
        )
        return (await self.session.scalars(statement)).one_or_none() is not None

    async def went_to(self, code: OneTimeCode, phone: str) -> bool:
        """Tell whether a code was sent to this phone; digests are compared."""
        statement = select(OneTimeCode.id).where(
            OneTimeCode.id == code.id, OneTimeCode.phone_lookup == phone
        )
        return (await self.session.scalars(statement)).one_or_none() is not None

    async def spend_codes(self, conversation_id: int, *, at: datetime) -> None:
        """Make every code of a conversation worthless."""
        await self.session.execute(
            update(OneTimeCode)
            .where(
                OneTimeCode.conversation_id == conversation_id,
                OneTimeCode.spent_at.is_(None),
            )
            .values(spent_at=at)
        )

    async def list_sent(self, phone: str, *, since: datetime) -> Sequence[datetime]:
        """Return when codes went to a phone, oldest first."""
        statement = (
            select(OneTimeCode.created_at)
            .where(OneTimeCode.phone_lookup == phone, OneTimeCode.created_at > since)
            .order_by(OneTimeCode.created_at)
        )
        return (await self.session.scalars(statement)).all()

    async def identity(self, identity_id: int) -> Identity:
        """Return one identity."""
        return await self.session.get_one(Identity, identity_id)

    async def list_bound(self, member_id: int) -> Sequence[Identity]:
        """Return the identities bound to a member, oldest binding first."""
        statement = (
            select(Identity)
            .where(Identity.member_id == member_id)
            .order_by(Identity.bound_at, Identity.id)
        )
        return (await self.session.scalars(statement)).all()

    async def end_proofs(self, identity_id: int, *, at: datetime) -> None:
        """Take proof and codes from every conversation of an identity."""
        statement = select(Conversation).where(Conversation.identity_id == identity_id)
        for conversation in await self.session.scalars(statement):
            conversation.member_id = conversation.level_until = None
            conversation.level = 0
            await self.spend_codes(conversation.id, at=at)

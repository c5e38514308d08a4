"""Bindings: which channel identities belong to which member."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import SYSTEM, Actor, audit
from helpdesk.errors import NotFound, VerificationNeeded
from helpdesk.identity.codes import CodeSent, codes
from helpdesk.identity.levels import MATCHED
from helpdesk.identity.repository import IdentityRepository
from helpdesk.members import members
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    AuthorKind,
    ChannelKind,
    Conversation,
    Identity,
)
from helpdesk.notifications import notifications
from helpdesk.privacy import Kind, mask
from helpdesk.repository import attached
from helpdesk.rules import rules

_RULES = rules(Path(__file__).with_name("bindings.yml"))
MOST_WECHAT: int = _RULES["most_wechat"]
TOLD_FOR = timedelta(days=30)  # who does not write until then has no use for the news
ENDING = 4  # characters of an openid that are shown


@dataclass(frozen=True, slots=True)
class BoundChannel:
    """One way on which a member is known."""

    identity_id: int
    channel: ChannelKind
    masked_source: str
    since: datetime | None

    @property
    def lasts(self) -> bool:
        """Tell whether the member stays known there without a new proof."""
        return self.channel is ChannelKind.wechat

    @property
    def ending(self) -> str:
        """Return how the source id ends, to tell two accounts apart."""
        return self.masked_source[-ENDING:]


@dataclass(frozen=True, slots=True)
class Binding:
    """What a proof did to the bindings."""

    is_new: bool
    let_go: tuple[BoundChannel, ...] = ()
    """The oldest WeChat accounts, where there are now more than may be."""


class BindingService:
    """Binds and unbinds; a member may be known on several channels at once."""

    async def bind(
        self, session: AsyncSession, conversation: Conversation, member_id: int
    ) -> Binding:
        """Bind the other side of a conversation to the member who was proved there.

        An identity belongs to one member at a time; another proof takes it over.
        """
        held = await IdentityRepository(session).identity(conversation.identity_id)
        if held.member_id == member_id:
            return Binding(is_new=False)
        if held.member_id is not None:
            await self._release(session, held, by=_self(member_id))
        held.member_id, held.bound_at = member_id, clock.now()
        await self._note(
            session, AuditAction.bound, held, member_id, by=_self(member_id)
        )
        return Binding(is_new=True, let_go=await self._let_go(session, held, member_id))

    async def request_code(
        self, session: AsyncSession, conversation: Conversation
    ) -> CodeSent:
        """Send a code to the member whom a channel vouches for: no phone is asked.

        Raises:
            Locked: Too many codes to this phone.
            VerificationNeeded: Nobody is bound here, or no phone is on record.
        """
        conversation = await attached(session, conversation)
        member_id = await self.bound_member(session, conversation)
        if member_id is None:
            raise VerificationNeeded(MATCHED)
        phone = (await members.by_id(session, member_id)).phone
        if not phone:
            raise VerificationNeeded(MATCHED)
        await codes.refuse_flood(session, phone)
        return await codes.send(session, conversation, member_id, phone=phone)

    async def bound_member(
        self, session: AsyncSession, conversation: Conversation
    ) -> int | None:
        """Return the member whom a channel vouches for without a new proof.

        Only WeChat does: it signs the openid, and one account stays one person's. A
        caller number can be forged, and a page's key dies with the page.
        """
        if conversation.channel is not ChannelKind.wechat:
            return None
        held = await IdentityRepository(session).identity(conversation.identity_id)
        return held.member_id

    async def channels_of(
        self, session: AsyncSession, member_id: int
    ) -> list[BoundChannel]:
        """Return the channels on which a member is known, oldest first."""
        bound = await IdentityRepository(session).list_bound(member_id)
        return [_shown(held) for held in bound]

    async def unbind(self, session: AsyncSession, conversation: Conversation) -> None:
        """Unbind the channel that is spoken on; the talk is anonymous again."""
        conversation = await attached(session, conversation)
        held = await IdentityRepository(session).identity(conversation.identity_id)
        if held.member_id is not None:
            await self._release(session, held, by=_self(held.member_id))

    async def unbind_channel(
        self, session: AsyncSession, member_id: int, identity_id: int, *, by: Actor
    ) -> None:
        """Unbind one of a member's channels, such as a lost phone's WeChat.

        Raises:
            NotFound: It is not bound to this member.
        """
        for held in await IdentityRepository(session).list_bound(member_id):
            if held.id == identity_id:
                await self._release(session, held, by=by)
                return
        raise NotFound("no such binding")

    async def _let_go(
        self, session: AsyncSession, newest: Identity, member_id: int
    ) -> tuple[BoundChannel, ...]:
        """Unbind the oldest WeChat accounts that are too many."""
        if newest.channel is not ChannelKind.wechat:
            return ()
        await session.flush()
        bound = await IdentityRepository(session).list_bound(member_id)
        accounts = [held for held in bound if held.channel is ChannelKind.wechat]
        too_many = [held for held in accounts if held is not newest][: -MOST_WECHAT + 1]
        shown = tuple(_shown(held) for held in too_many)
        for held in too_many:
            await self._tell(session, held)
            await self._release(session, held, by=SYSTEM)
        return shown

    async def _tell(self, session: AsyncSession, held: Identity) -> None:
        """Tell an account that it is let go: the member may not know why."""
        since = held.bound_at or held.created_at
        await notifications.tell(
            session,
            held.id,
            text=_RULES["let_go"],
            request_key=f"let_go:{held.id}.{since.timestamp():.0f}",
            expires_at=clock.now() + TOLD_FOR,
        )

    async def _release(
        self, session: AsyncSession, held: Identity, *, by: Actor
    ) -> None:
        """Take the binding away, and every proof that was given over this channel."""
        member_id, held.member_id, held.bound_at = held.member_id, None, None
        await IdentityRepository(session).end_proofs(held.id, at=clock.now())
        await self._note(session, AuditAction.unbound, held, member_id, by=by)

    async def _note(
        self,
        session: AsyncSession,
        action: AuditAction,
        held: Identity,
        member_id: int | None,
        *,
        by: Actor,
    ) -> None:
        values = {"member_id": member_id, "channel": held.channel}
        await audit.record(
            session, action, AuditSubject.identity, held.id, by=by, after=values
        )


def _shown(held: Identity) -> BoundChannel:
    masked = mask(Kind.source_id, held.source_id)
    return BoundChannel(held.id, held.channel, masked, held.bound_at)


def _self(member_id: int) -> Actor:
    return Actor(AuthorKind.member, member_id=member_id)


bindings = BindingService()

"""What the account page shows: how a WeChat account stands with the union's members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.clock import SHENZHEN
from helpdesk.identity import BoundChannel, bindings, identity
from helpdesk.identity.levels import PROVED
from helpdesk.members import members
from helpdesk.models import ChannelKind, Conversation
from helpdesk.privacy import mask_member_number


@dataclass(frozen=True, slots=True)
class Account:
    """A WeChat account that is bound to the member."""

    id: int
    ending: str
    since: date | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """The member behind an account, as far as the page may tell."""

    name: str
    number: str | None
    accounts: tuple[Account, ...]
    pages: int
    calls: int

    def account(self, said: str) -> Account | None:
        """Return the account that a form or an address names."""
        return next((one for one in self.accounts if str(one.id) == said), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose account it is, how far that is proved, and which code is waited for."""

    bound: Bound | None
    is_proved: bool
    code_to: str | None
    """The masked phone to which a code is on its way."""


async def standing_of(session: AsyncSession, conversation: Conversation) -> Standing:
    """Look up what the page shows."""
    sent = await identity.code_sent(session, conversation)
    member_id = await bindings.bound_member(session, conversation)
    level = await identity.level(session, conversation)
    return Standing(
        bound=await _bound(session, conversation, member_id) if member_id else None,
        is_proved=level >= PROVED,
        code_to=sent.masked_phone if sent else None,
    )


async def _bound(
    session: AsyncSession, conversation: Conversation, member_id: int
) -> Bound:
    profile = await members.profile(session, member_id)
    channels = await bindings.channels_of(session, member_id)
    return Bound(
        name=profile.masked_name,
        number=profile.member_number and mask_member_number(profile.member_number),
        accounts=_accounts(channels, this=conversation.identity_id),
        pages=_count(channels, ChannelKind.web),
        calls=_count(channels, ChannelKind.hotline),
    )


def _accounts(channels: Sequence[BoundChannel], *, this: int) -> tuple[Account, ...]:
    """Return the accounts that stay bound, this one first."""
    found = [
        Account(
            channel.identity_id,
            channel.ending,
            channel.since and channel.since.astimezone(SHENZHEN).date(),
            channel.identity_id == this,
        )
        for channel in channels
        if channel.lasts
    ]
    return tuple(sorted(found, key=lambda account: not account.is_this))


def _count(channels: Sequence[BoundChannel], kind: ChannelKind) -> int:
    return sum(channel.channel is kind for channel in channels)

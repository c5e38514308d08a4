"""Followers: what they do grants us messages; each that is sent uses one up."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.followers.repository import FollowerRepository
from helpdesk.models import Follower


class Contact(StrEnum):
    """What a follower did."""

    message = "message"
    tap = "tap"
    scan = "scan"
    following = "following"


class Grant(StrEnum):
    """Which of a follower's two allowances a message is sent on."""

    message = "message"
    contact = "contact"


MESSAGES, MESSAGES_FOR = 5, timedelta(hours=48)
CONTACTS, CONTACTS_FOR = 3, timedelta(minutes=1)


class FollowerService:
    """Keeps what WeChat grants; callers hold the follower until they commit."""

    async def contacted(
        self,
        session: AsyncSession,
        openid: str,
        contact: Contact,
        *,
        scene: str | None = None,
    ) -> Follower:
        """Note that a follower turned to us; what was held back may leave now."""
        now = clock.now()
        repository = FollowerRepository(session)
        follower = await repository.obtain(openid, at=now)
        if contact is Contact.message:
            follower.message_until = now + MESSAGES_FOR
            follower.message_left = MESSAGES
        else:
            follower.contact_until = now + CONTACTS_FOR
            follower.contact_left = CONTACTS
        follower.scene = scene or follower.scene
        await session.flush()
        await repository.release(follower.identity_id, at=now)
        return follower

    async def hold(self, session: AsyncSession, identity_id: int) -> Follower | None:
        """Return a follower; nobody else writes to this one until the commit."""
        return await FollowerRepository(session).hold(identity_id)

    async def spend(self, session: AsyncSession, identity_id: int) -> Grant | None:
        """Use one message up, of the allowance that ends sooner; none is left: None."""
        held = await FollowerRepository(session).hold(identity_id)
        grant = None if held is None else _grant(held)
        if held is None or grant is None:
            return None
        _count(held, grant, -1)
        await session.flush()
        return grant

    async def give_back(
        self, session: AsyncSession, identity_id: int, grant: Grant
    ) -> None:
        """Put a message back that WeChat surely did not take."""
        held = await FollowerRepository(session).hold(identity_id)
        if held is not None:
            _count(held, grant, +1)
            await session.flush()

    async def shut(self, session: AsyncSession, identity_id: int) -> None:
        """Believe WeChat that nothing more may be sent for now."""
        held = await FollowerRepository(session).hold(identity_id)
        if held is not None:
            held.message_left = held.contact_left = 0
            await session.flush()

    async def opt_in(
        self, session: AsyncSession, openid: str, template_id: str, *, accepted: bool
    ) -> None:
        """Note the answer to the question whether a notice is wanted."""
        now, repository = clock.now(), FollowerRepository(session)
        follower = await repository.obtain(openid, at=now)
        held = await repository.obtain_opt_in(follower.identity_id, template_id, at=now)
        held.left = held.left + 1 if accepted else 0
        await session.flush()

    async def spend_opt_in(
        self, session: AsyncSession, identity_id: int, template_id: str
    ) -> bool:
        """Use one agreed notice up; False: there is none."""
        held = await FollowerRepository(session).hold_opt_in(identity_id, template_id)
        if held is None or held.left <= 0:
            return False
        held.left -= 1
        await session.flush()
        return True

    async def give_back_opt_in(
        self, session: AsyncSession, identity_id: int, template_id: str
    ) -> None:
        """Put a notice back that WeChat surely did not take."""
        held = await FollowerRepository(session).hold_opt_in(identity_id, template_id)
        if held is not None:
            held.left += 1
            await session.flush()

    async def end_opt_in(
        self, session: AsyncSession, identity_id: int, template_id: str
    ) -> None:
        """Believe WeChat that the follower does not want the notice any more."""
        held = await FollowerRepository(session).hold_opt_in(identity_id, template_id)
        if held is not None:
            held.left = 0
            await session.flush()


def _grant(follower: Follower) -> Grant | None:
    """Return the open allowance that ends sooner."""
    now = clock.now()
    open_ = [
        (until, grant)
        for grant, until, left in (
            (Grant.message, follower.message_until, follower.message_left),
            (Grant.contact, follower.contact_until, follower.contact_left),
        )
        if until is not None and until > now and left > 0
    ]
    return min(open_)[1] if open_ else None


def _count(follower: Follower, grant: Grant, by: int) -> None:
    if grant is Grant.message:
        follower.message_left = min(follower.message_left + by, MESSAGES)
    else:
        follower.contact_left = min(follower.contact_left + by, CONTACTS)


followers = FollowerService()

"""SQL of followers."""

from datetime import datetime

from sqlalchemy import select, update

from helpdesk.models import (
    ChannelKind,
    Follower,
    Identity,
    OptIn,
    OutboxItem,
    OutboxState,
)
from helpdesk.repository import Repository


class FollowerRepository(Repository):
    """Questions about followers; who is asked for is nobody else's to change."""

    async def obtain(self, openid: str, *, at: datetime) -> Follower:
        """Return the follower with this openid, held; make one who is new."""
        new = self.insert(Identity).values(
            channel=ChannelKind.wechat,
            source_id=openid,
            source_lookup=openid,
            created_at=at,
        )
        await self.session.execute(new.on_conflict_do_nothing())
        found = select(Identity.id).where(
            Identity.channel == ChannelKind.wechat, Identity.source_lookup == openid
        )
        identity_id = (await self.session.scalars(found)).one()
        follower = self.insert(Follower).values(identity_id=identity_id, created_at=at)
        await self.session.execute(follower.on_conflict_do_nothing())
        held = await self.hold(identity_id)
        if held is None:
            raise RuntimeError("the follower was not made")
        return held

    async def hold(self, identity_id: int) -> Follower | None:
        """Return a follower as it is now, held."""
        statement = (
            select(Follower)
            .where(Follower.identity_id == identity_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def hold_opt_in(self, identity_id: int, template_id: str) -> OptIn | None:
        """Return what a follower agreed to, held."""
        statement = (
            select(OptIn)
            .where(OptIn.identity_id == identity_id, OptIn.template_id == template_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def obtain_opt_in(
        self, identity_id: int, template_id: str, *, at: datetime
    ) -> OptIn:
        """Return what a follower agreed to, held; made where it is new."""
        new = self.insert(OptIn).values(
            identity_id=identity_id, template_id=template_id, created_at=at
        )
        await self.session.execute(new.on_conflict_do_nothing())
        held = await self.hold_opt_in(identity_id, template_id)
        if held is None:
            raise RuntimeError("the opt-in was not made")
        return held

    async def release(self, identity_id: int, *, at: datetime) -> None:
        """Let what was held for a follower leave."""
        statement = (
            update(OutboxItem)
            .where(
                OutboxItem.identity_id == identity_id,
                OutboxItem.state == OutboxState.held,
            )
            .values(state=OutboxState.waiting, due_at=at)
        )
        await self.session.execute(statement)

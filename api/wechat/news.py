"""What WeChat tells about followers and notices, without waiting for an answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import ChannelKind
from helpdesk.notifications import notifications
from helpdesk.privacy.service import privacy
from wechat.inbound import Inbound, NoticeSent, Unsubscribed


async def unsubscribed(session: AsyncSession, inbound: Unsubscribed) -> None:
    """Forget who follows no more; a second time there is nothing left to forget."""
    await privacy.unsubscribe(
        session, channel=ChannelKind.wechat, source_id=inbound.head.openid
    )


async def notice_sent(session: AsyncSession, inbound: NoticeSent) -> None:
    """Note what became of a notice."""
    await notifications.note_result(
        session, inbound.provider_id, inbound.ok, inbound.why
    )


NEWS: Mapping[type[Inbound], Callable[[AsyncSession, Any], Awaitable[None]]] = {
    Unsubscribed: unsubscribed,
    NoticeSent: notice_sent,
}

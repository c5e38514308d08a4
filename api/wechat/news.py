"""What WeChat tells about followers and notices, without waiting for an answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.notifications import notifications
from wechat.inbound import Inbound, NoticeSent


async def notice_sent(session: AsyncSession, inbound: NoticeSent) -> None:
    """Note what became of a notice."""
    await notifications.note_result(
        session, inbound.provider_id, inbound.ok, inbound.why
    )


NEWS: Mapping[type[Inbound], Callable[[AsyncSession, Any], Awaitable[None]]] = {
    NoticeSent: notice_sent,
}

"""WeChat's access token, kept sealed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import AccessToken
from helpdesk.wechat_tokens.repository import TokenRepository


class WeChatTokenService:
    """Keeps the token that one process fetched for all of them."""

    async def load(self, session: AsyncSession, app_id: str) -> AccessToken | None:
        """Return an account's token, over or not."""
        return await TokenRepository(session).of(app_id)

    async def save(
        self,
        session: AsyncSession,
        app_id: str,
        *,
        token: str,
        expires_at: datetime,
        fetched_at: datetime,
        forced: int,
    ) -> None:
        """Keep a token; of two that were fetched at once the later one stays."""
        await TokenRepository(session).put(
            app_id,
            token=token,
            expires_at=expires_at,
            fetched_at=fetched_at,
            forced=forced,
        )


wechat_tokens = WeChatTokenService()

"""WeChat's interface as the settings name it; its token is shared by all processes."""

from datetime import UTC, datetime

import httpx
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.config import Settings
from helpdesk.database import read_only, unit_of_work
from helpdesk.wechat_tokens import wechat_tokens
from wechat.client import Client
from wechat.tokens import Token

ERRORS = Counter(
    "gonghui_wechat_errors",
    "Calls that WeChat's interface refused or did not answer, by its code.",
    ("code",),
)


class SharedTokens:
    """Keeps the token among the records."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], *, app_id: str
    ) -> None:
        self._sessions = sessions
        self._app_id = app_id

    async def load(self) -> Token | None:
        """Return the token that was saved last."""
        async with read_only(self._sessions) as session:
            kept = await wechat_tokens.load(session, self._app_id)
        if kept is None:
            return None
        return Token(
            kept.token,
            kept.expires_at.timestamp(),
            kept.fetched_at.timestamp(),
            kept.forced,
        )

    async def save(self, token: Token) -> None:
        """Keep a token in the place of the one before."""
        async with unit_of_work(self._sessions) as session:
            await wechat_tokens.save(
                session,
                self._app_id,
                token=token.value,
                expires_at=datetime.fromtimestamp(token.expires_at, UTC),
                fetched_at=datetime.fromtimestamp(token.fetched_at, UTC),
                forced=token.forced,
            )


def client(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Client | None:
    """Return what calls WeChat; nothing where no account is configured."""
    if not settings.wechat_app_id or not settings.wechat_app_secret:
        return None
    return Client(
        settings.wechat_app_id,
        settings.wechat_app_secret.get_secret_value(),
        base=settings.wechat_api_base,
        tokens=SharedTokens(sessions, app_id=settings.wechat_app_id),
        transport=transport,
        on_error=lambda code: ERRORS.labels(code).inc(),
    )

"""The configured account's interface, for a command that runs once."""

import httpx

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from wechat.client import Client
from wechat.tokens import Token


class OneToken:
    """Keeps the token while a command runs.

    WeChat gives everybody the same stable token: the running assistant loses nothing.
    """

    def __init__(self) -> None:
        self._token: Token | None = None

    async def load(self) -> Token | None:
        """Return the token of this run."""
        return self._token

    async def save(self, token: Token) -> None:
        """Keep it until the run ends."""
        self._token = token


def client(
    settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None
) -> Client:
    """Return the interface.

    Raises:
        ConfigurationError: No account is configured.
    """
    if not settings.wechat_app_id or settings.wechat_app_secret is None:
        raise ConfigurationError(
            "no WeChat account: set GONGHUI_WECHAT_APP_ID and GONGHUI_WECHAT_APP_SECRET"
        )
    return Client(
        settings.wechat_app_id,
        settings.wechat_app_secret.get_secret_value(),
        base=settings.wechat_api_base,
        tokens=OneToken(),
        transport=transport,
    )

"""Whom the account page asks whose code a browser brought."""

import httpx

from helpdesk.config import Settings
from wechat.client import Client
from wechat.tokens import Token


class NoTokens:
    """Keeps no access token: the exchange of a code needs none."""

    async def load(self) -> Token | None:
        """Return none."""
        return None

    async def save(self, token: Token) -> None:
        """Keep none."""


def client(
    settings: Settings, transport: httpx.AsyncBaseTransport | None
) -> Client | None:
    """Return who is asked; nobody where the page has no account or no address."""
    secret = settings.wechat_app_secret
    if not (settings.wechat_app_id and secret and settings.public_url):
        return None
    return Client(
        settings.wechat_app_id,
        secret.get_secret_value(),
        base=settings.wechat_api_base,
        tokens=NoTokens(),
        transport=transport,
    )

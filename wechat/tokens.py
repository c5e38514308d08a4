"""The access token: fetched once, shared, renewed before it ends."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from wechat.errors import Unreachable
from wechat.wire import Wire

MARGIN = 300.0  # seconds; WeChat renews so long before the end and takes both meanwhile
SOONEST = 30.0  # seconds between a fetch and a forced one
FORCED_A_DAY = 20
BEIJING = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; moments are seconds since 1970."""

    value: str = field(repr=False)
    expires_at: float
    fetched_at: float
    forced: int = 0
    """How many were forced on the day it was fetched, this one counted."""


class TokenStore(Protocol):
    """Where all processes of an installation find the token."""

    async def load(self) -> Token | None:
        """Return the token that was saved last."""

    async def save(self, token: Token) -> None:
        """Keep a token in the place of the one before."""


class Tokens:
    """Gives the token out, and fetches one when it has to be."""

    def __init__(
        self,
        wire: Wire,
        *,
        app_id: str,
        secret: str,
        store: TokenStore,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._wire = wire
        self._app_id = app_id
        self._secret = secret
        self._store = store
        self._now = now
        self._one_by_one = asyncio.Lock()

    async def current(self) -> str:
        """Return a token that is good for now."""
        async with self._one_by_one:
            token = await self._store.load()
            if token is None or not self._is_good(token):
                token = await self._fetch(token, force=False)
            return token.value

    async def renewed(self, refused: str) -> str | None:
        """Return another token than one that WeChat refused, or none for now.

        Another process may have fetched one; else one is forced, which WeChat allows
        rarely.
        """
        async with self._one_by_one:
            token = await self._store.load()
            if token is not None and token.value != refused:
                return token.value
            if token is not None and not self._may_force(token):
                return None
            return (await self._fetch(token, force=True)).value

    def _is_good(self, token: Token) -> bool:
        """Tell whether to use it still; one fetched just now is not fetched again."""
        now = self._now()
        is_fresh = now - token.fetched_at < SOONEST
        return now < token.expires_at - (0 if is_fresh else MARGIN)

    def _may_force(self, token: Token) -> bool:
        is_soon = self._now() - token.fetched_at < SOONEST
        return not is_soon and self._forced_today(token) < FORCED_A_DAY

    def _forced_today(self, token: Token | None) -> int:
        if token is None or _day(token.fetched_at) != _day(self._now()):
            return 0
        return token.forced

    async def _fetch(self, before: Token | None, *, force: bool) -> Token:
        """Fetch a token and keep it.

        Raises:
            ApiError: WeChat says no.
            Unreachable: There is no answer with a token.
        """
        said = await self._wire.ask(
            "cgi-bin/stable_token",
            secrets={},
            body={
                "grant_type": "client_credential",
                "appid": self._app_id,
                "secret": self._secret,
                "force_refresh": force,
            },
        )
        value, seconds, now = (
            said.get("access_token"),
            said.get("expires_in"),
            self._now(),
        )
        if not (isinstance(value, str) and value and isinstance(seconds, int)):
            raise Unreachable("the answer has no token", maybe_received=True)
        token = Token(value, now + seconds, now, self._forced_today(before) + force)
        await self._store.save(token)
        return token


def _day(moment: float) -> date:
    """Return WeChat's day, by which it counts."""
    return (datetime.fromtimestamp(moment, UTC) + BEIJING).date()

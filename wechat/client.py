"""WeChat's interface for official accounts, as far as the assistant uses it."""

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from wechat.codes import Remedy, remedy
from wechat.errors import ApiError, Unreachable
from wechat.tokens import Tokens, TokenStore
from wechat.wire import LARGEST_ANSWER, Wire, read, read_json

NO_MENU = 46003
MEDIA_SECONDS = 60.0  # the largest file over a slow line
FILE_NAME = re.compile(r'filename="?([^";]+)"?')
ANSWERS = ("application/json", "text/plain")
"""What media/get answers with when it has no file to give."""


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a follower sent."""

    content: bytes = field(repr=False)
    media_type: str
    name: str | None


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """Who opened a page, as WeChat tells it."""

    openid: str = field(repr=False)
    is_snapshot: bool
    """Whether WeChat made the openid up because the visitor only looks."""


class Client:
    """Calls the interface with a token that is fetched, shared and renewed."""

    def __init__(
        self,
        app_id: str,
        secret: str,
        *,
        base: str,
        tokens: TokenStore,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 5.0,
        now: Callable[[], float] = time.time,
        on_error: Callable[[str], None] = lambda _code: None,
    ) -> None:
        self._app_id = app_id
        self._secret = secret
        self._wire = Wire(base, transport=transport, timeout=timeout, on_error=on_error)
        self._tokens = Tokens(
            self._wire, app_id=app_id, secret=secret, store=tokens, now=now
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def token(self, *, fresh: bool = False) -> str:
        """Return the access token; a fresh one only when WeChat may be asked again."""
        token = await self._tokens.current()
        return (await self._tokens.renewed(token) or token) if fresh else token

    async def send_text(self, openid: str, text: str) -> None:
        """Send a customer-service message."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self._ask("cgi-bin/message/custom/send", body)

    async def send_template(
        self,
        openid: str,
        template_id: str,
        fields: Mapping[str, str],
        *,
        url: str | None = None,
        client_msg_id: str | None = None,
    ) -> str | None:
        """Send a template notice; return its id, which the event of its end names."""
        body = _notice(openid, template_id, fields)
        body |= {"url": url} if url else {}
        body |= {"client_msg_id": client_msg_id} if client_msg_id else {}
        said = await self._ask("cgi-bin/message/template/send", body)
        return str(said["msgid"]) if "msgid" in said else None

    async def send_subscription(
        self,
        openid: str,
        template_id: str,
        fields: Mapping[str, str],
        *,
        page: str | None = None,
    ) -> None:
        """Send a notice that the follower agreed to, once."""
        body = _notice(openid, template_id, fields)
        body |= {"page": page} if page else {}
        await self._ask("cgi-bin/message/subscribe/bizsend", body)

    async def media(self, media_id: str, *, largest: int) -> Media:
        """Fetch a file that a follower sent.

        Raises:
            ApiError: There is none, or no longer.
            Unreachable: It did not arrive, or is larger.
        """
        params = {"media_id": media_id}
        found = await self._with_token(
            lambda token: self._media(
                "cgi-bin/media/get", params | {"access_token": token}, largest
            )
        )
        if isinstance(found, str):
            found = await self._media(found, {}, largest)
        if isinstance(found, str):
            raise Unreachable("an address leads to another", maybe_received=True)
        return found

    async def menu(self) -> dict[str, Any] | None:
        """Return the menu that followers see, None when there is none."""
        try:
            said = await self._ask("cgi-bin/menu/get")
        except ApiError as error:
            if error.code == NO_MENU:
                return None
            raise
        menu: dict[str, Any] | None = said.get("menu")
        return menu

    async def set_menu(self, menu: Mapping[str, Any]) -> None:
        """Put a menu in the place of the one before."""
        await self._ask("cgi-bin/menu/create", menu)

    async def callback_addresses(self) -> tuple[str, ...]:
        """Return the addresses from which WeChat calls."""
        said = await self._ask("cgi-bin/getcallbackip")
        addresses = said.get("ip_list")
        if not isinstance(addresses, list):
            raise Unreachable("the answer has no addresses", maybe_received=True)
        return tuple(str(address) for address in addresses)

    async def exchange(self, code: str) -> WebIdentity:
        """Return who opened a page, for the code that the visitor brought."""
        said = await self._wire.ask(
            "sns/oauth2/access_token",
            secrets={
                "appid": self._app_id,
                "secret": self._secret,
                "code": code,
                "grant_type": "authorization_code",
            },
        )
        openid = said.get("openid")
        if not (isinstance(openid, str) and openid):
            raise Unreachable("the answer names nobody", maybe_received=True)
        return WebIdentity(openid, said.get("is_snapshotuser") == 1)

    async def _ask(
        self, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return await self._with_token(
            lambda token: self._wire.ask(
                path, secrets={"access_token": token}, body=body
            )
        )

    async def _with_token[T](self, call: Callable[[str], Awaitable[T]]) -> T:
        """Call; with another token once more when WeChat refuses the first."""
        token = await self._tokens.current()
        try:
            return await call(token)
        except ApiError as error:
            if remedy(error.code) is not Remedy.refresh:
                raise
            other = await self._tokens.renewed(token)
            if other is None:
                raise
        return await call(other)

    async def _media(
        self, path: str, secrets: Mapping[str, str], largest: int
    ) -> Media | str:
        """Return a file; of a film WeChat gives the address instead."""
        async with self._wire.open(
            path, secrets=secrets, longest=MEDIA_SECONDS
        ) as response:
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
            if kind in ANSWERS:
                said = read_json(await read(response, largest=LARGEST_ANSWER))
                return _address(said.get("video_url"))
            content = await read(response, largest=largest)
            named = FILE_NAME.search(response.headers.get("Content-Disposition", ""))
            return Media(content, kind, named and named[1])


def _address(said: object) -> str:
    """Return where a film lies.

    Raises:
        Unreachable: It is no address.
    """
    if not (isinstance(said, str) and said.startswith(("https://", "http://"))):
        raise Unreachable("the answer is no file", maybe_received=True)
    return said


def _notice(openid: str, template_id: str, fields: Mapping[str, str]) -> dict[str, Any]:
    data = {name: {"value": value} for name, value in fields.items()}
    return {"touser": openid, "template_id": template_id, "data": data}

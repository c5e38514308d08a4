"""Tokens over HTTP, and the addresses from which WeChat calls."""

from typing import Any

from starlette.routing import Route

from wechat.standin.calls import Call, api
from wechat.standin.errcodes import Refusal


async def stable_token(call: Call) -> dict[str, Any]:
    """Give the token that everybody shares."""
    asked = await call.json()
    _check(call, asked, grant=asked.get("grant_type"))
    return call.world.tokens.stable(force=asked.get("force_refresh") is True)


async def token(call: Call) -> dict[str, Any]:
    """Give a token; the one before ends soon."""
    _check(call, call.query, grant=call.query.get("grant_type"))
    return call.world.tokens.plain()


async def callback_addresses(_: Call) -> dict[str, Any]:
    """Tell from where the callback is called."""
    return {"ip_list": ["127.0.0.1"]}


def _check(call: Call, asked: Any, *, grant: object) -> None:  # noqa: ANN401 - JSON
    if grant != "client_credential":
        raise Refusal(40002)
    if not asked.get("appid"):
        raise Refusal(41002)
    if asked.get("appid") != call.world.account.app_id:
        raise Refusal(40013)
    if asked.get("secret") != call.world.account.secret:
        raise Refusal(40125)


ROUTES: list[Route] = [
    api("/cgi-bin/stable_token", stable_token, needs_token=False),
    api("/cgi-bin/token", token, method="GET", needs_token=False),
    api("/cgi-bin/getcallbackip", callback_addresses, method="GET"),
    api("/cgi-bin/get_api_domain_ip", callback_addresses, method="GET"),
]

"""open.weixin.qq.com: tells a page of the account who opens it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from wechat.standin.calls import Call, api
from wechat.standin.errcodes import Refusal
from wechat.standin.world import World

LONGEST_STATE = 128
SCOPES = frozenset(("snsapi_base", "snsapi_userinfo"))

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("page")),
    autoescape=True,
    undefined=StrictUndefined,
)


async def authorize(request: Request) -> Response:
    """Ask as whom the page is opened, then go back to it with a code."""
    world: World = request.app.state.world
    fault = _fault(world, request)
    if fault:
        page = _templates.get_template("authorize.html").render(fault=fault)
        return HTMLResponse(page, 400)
    openid = request.query_params.get("as")
    if openid not in world.followers:
        people = [
            (person.name, str(request.url.include_query_params(**{"as": openid})))
            for openid, person in world.followers.items()
        ]
        page = _templates.get_template("authorize.html").render(
            fault=None, people=people[:20]
        )
        return HTMLResponse(page)
    back = request.query_params["redirect_uri"]
    joint = "&" if urlsplit(back).query else "?"
    given = {"code": world.code(openid), "state": request.query_params["state"]}
    return RedirectResponse(back + joint + urlencode(given), 302)


def _fault(world: World, request: Request) -> str | None:
    """Name what WeChat would object to."""
    query = request.query_params
    callback = urlsplit(world.account.callback)
    back, state = urlsplit(query.get("redirect_uri", "")), query.get("state", "")
    checks = {
        "appid": query.get("appid") == world.account.app_id,
        "redirect_uri": back.netloc == callback.netloc and bool(back.scheme),
        "response_type": query.get("response_type") == "code",
        "scope": query.get("scope") in SCOPES,
        "state": len(state) <= LONGEST_STATE
        and (not state or (state.isascii() and state.isalnum())),
    }
    return next((name for name, is_right in checks.items() if not is_right), None)


async def exchange(call: Call) -> dict[str, Any]:
    """Tell whose code it is, once."""
    query, world = call.query, call.world
    if query.get("appid") != world.account.app_id:
        raise Refusal(40013)
    if query.get("secret") != world.account.secret:
        raise Refusal(40125)
    if query.get("grant_type") != "authorization_code":
        raise Refusal(40002)
    code = world.codes.get(query.get("code", ""))
    if code is None or code.until <= world.now():
        raise Refusal(40029)
    if code.used:
        raise Refusal(40163)
    code.used = True
    follower = world.follower(code.openid)
    told = {
        "access_token": "standin-web",
        "expires_in": 7200,
        "refresh_token": "standin-refresh",
        "openid": follower.openid,
        "scope": "snsapi_base",
    }
    return told | ({"is_snapshotuser": 1} if follower.is_snapshot else {})


ROUTES: list[Route] = [
    Route("/connect/oauth2/authorize", authorize),
    api("/sns/oauth2/access_token", exchange, method="GET", needs_token=False),
]

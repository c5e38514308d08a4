"""One call of WeChat's API: read, checked, carried out, answered, written down."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wechat.standin.errcodes import Refusal
from wechat.standin.world import World

OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
LARGEST = 64 * 1024  # bytes of JSON


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody asks of WeChat."""

    world: World
    request: Request

    @property
    def query(self) -> Mapping[str, str]:
        """Return what stands in the address."""
        return self.request.query_params

    async def json(self) -> dict[str, Any]:
        """Read the body; refuse what is no JSON object."""
        body = await self.request.body()
        if not body:
            raise Refusal(44002)
        if len(body) > LARGEST:
            raise Refusal(45002)
        try:
            content = json.loads(body)
        except ValueError:
            raise Refusal(47001) from None
        if not isinstance(content, dict):
            raise Refusal(47001)
        return content


Handler = Callable[[Call], Awaitable[dict[str, Any] | Response]]


def api(
    path: str, handler: Handler, *, method: str = "POST", needs_token: bool = True
) -> Route:
    """Make the route of a call."""

    async def endpoint(request: Request) -> Response:
        world: World = request.app.state.world
        call, begun = Call(world, request), time.perf_counter()
        try:
            if needs_token:
                world.tokens.check(call.query.get("access_token", ""))
            answer, code = await handler(call), 0
        except Refusal as refusal:
            answer, code = refusal.answer, refusal.code
        world.journal.write(
            at=time.time(),
            direction="to_wechat",
            what=path.removeprefix("/cgi-bin/").strip("/"),
            ms=round((time.perf_counter() - begun) * 1000),
            outcome="refused" if code else "ok",
            errcode=code,
            **await _asked(call),
        )
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return Route(path, endpoint, methods=[method])


async def _asked(call: Call) -> dict[str, Any]:
    """Return what the journal keeps of a call; no secret is in it."""
    if call.request.headers.get("content-type", "").startswith("multipart/"):
        return {}
    try:
        body = await call.json()
    except Refusal:
        return {}
    body.pop("secret", None)
    openid = body.get("touser")
    return {"openid": openid if isinstance(openid, str) else None, "body": body}

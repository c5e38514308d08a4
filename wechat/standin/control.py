"""How tests and the page move the stand-in: followers' deeds, faults, the journal."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wechat.standin.deeds import DEEDS, NEEDS_NO_FOLLOWING, Deed, Doing
from wechat.standin.faults import Fault
from wechat.standin.followers import GRANTS, Follower
from wechat.standin.media import LARGEST
from wechat.standin.post import Outcome, Post
from wechat.standin.world import Medium, World

LONGEST_NAME = 20


async def act(request: Request) -> Response:
    """Let a follower do something, and wait how the account takes it."""
    world, follower = _whose(request)
    name = request.path_params["deed"]
    if name not in DEEDS:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"nobody can {name}")
    if not follower.follows and name not in NEEDS_NO_FOLLOWING:
        raise HTTPException(HTTPStatus.CONFLICT, "does not follow the account")
    asked = await _json(request)
    try:
        deed = DEEDS[name](Doing(world, follower, asked, str(request.base_url)))
    except (KeyError, TypeError, ValueError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, repr(error)) from None
    outcome = await _carry_out(request, follower, deed)
    return JSONResponse(_told(outcome))


async def _carry_out(request: Request, follower: Follower, deed: Deed) -> Outcome:
    world, post = _world(request), _post(request)
    if deed.contact:
        follower.contacted(deed.contact, now=world.now())
    if deed.shown:
        kind, content = deed.shown
        world.show(follower, "follower", kind, "typed", **content)
    return await post.deliver(follower, deed.fields, is_quiet=deed.quiet)


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.outcome,
        "deliveries": outcome.deliveries,
        "ms": outcome.ms,
        "why": outcome.why,
        "reply": outcome.reply.text if outcome.reply else None,
    }


async def followers(request: Request) -> Response:
    """List everybody."""
    return JSONResponse([_person(one) for one in _world(request).followers.values()])


async def newcomer(request: Request) -> Response:
    """Invent somebody who does not follow yet."""
    name = str((await _json(request)).get("name") or "")[:LONGEST_NAME]
    return JSONResponse(_person(_world(request).newcomer(name or None)))


async def grant(request: Request) -> Response:
    """Let somebody be in contact without telling the account: for load tests."""
    world, follower = _whose(request)
    kind = (await _json(request)).get("kind", "message")
    if kind not in GRANTS:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "message or contact")
    follower.follows = True
    follower.contacted(kind, now=world.now())
    return JSONResponse(_person(follower))


async def settings(request: Request) -> Response:
    """Change how somebody is: blocks the account, is a snapshot user."""
    _, follower = _whose(request)
    asked = await _json(request)
    follower.blocks = asked.get("blocks", follower.blocks) is True
    follower.is_snapshot = asked.get("is_snapshot", follower.is_snapshot) is True
    return JSONResponse(_person(follower))


async def state(request: Request) -> Response:
    """Tell the page what is new: one telephone, the menu and the journal."""
    world, query = _world(request), request.query_params
    follower = world.followers.get(query.get("openid", ""))
    seen = follower.seen if follower else ()
    after, journal = (_number(query.get(name)) for name in ("after", "journal"))
    return JSONResponse(
        {
            "followers": [_person(one) for one in list(world.followers.values())[:30]],
            "follower": _person(follower) if follower else None,
            "seen": [asdict(shown) for shown in seen if shown.number > after],
            "menu": world.menu,
            "now": world.now(),
            "home": urljoin(world.account.callback, "/"),
            "journal": world.journal.after(max(journal, world.journal.last - 200)),
        }
    )


async def journal(request: Request) -> Response:
    """Return what went over the wire, and how much of each kind."""
    written = _world(request).journal
    after = _number(request.query_params.get("after"))
    return JSONResponse({"counts": written.counts, "entries": written.after(after)})


async def faults(request: Request) -> Response:
    """Let the next calls of a path fail."""
    waiting = _world(request).faults.waiting
    try:
        waiting.append(Fault.read(await _json(request)))
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from None
    return JSONResponse({"waiting": len(waiting)})


async def clock(request: Request) -> Response:
    """Put the windows' clock forward: 48 hours in a moment."""
    world = _world(request)
    world.shift += float((await _json(request)).get("advance", 0))
    return JSONResponse({"shift": world.shift})


async def expire(request: Request) -> Response:
    """End every token."""
    _world(request).tokens.expire()
    return JSONResponse({})


async def verify(request: Request) -> Response:
    """Ask the account to prove its callback."""
    return JSONResponse({"ok": await _post(request).verify()})


async def take(request: Request) -> Response:
    """Take the file that a follower is going to send."""
    content = await request.body()
    if not 0 < len(content) <= LARGEST:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    media_type = request.headers.get("content-type", "application/octet-stream")
    medium = Medium(content, media_type, "file", media_type.startswith("video/"))
    return JSONResponse({"media_id": _world(request).keep(medium)})


async def give(request: Request) -> Response:
    """Give a file out to the page; nothing but pictures is shown by a browser."""
    medium = _world(request).media.get(request.path_params["media_id"])
    if medium is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(medium.content, media_type=medium.media_type)


def _person(follower: Follower) -> dict[str, Any]:
    return {
        "openid": follower.openid,
        "name": follower.name,
        "follows": follower.follows,
        "blocks": follower.blocks,
        "is_snapshot": follower.is_snapshot,
        "grants": {kind: asdict(one) for kind, one in follower.grants.items()},
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


async def _json(request: Request) -> dict[str, Any]:
    """Read a body; other sites' pages cannot send this type without asking."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        content = await request.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "a JSON object is expected")
    return content


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _post(request: Request) -> Post:
    post: Post = request.app.state.post
    return post


def _whose(request: Request) -> tuple[World, Follower]:
    world = _world(request)
    return world, world.follower(request.path_params["openid"])


Endpoint = Callable[[Request], Awaitable[Response]]


def _posted(path: str, endpoint: Endpoint) -> Route:
    return Route(f"/standin{path}", endpoint, methods=["POST"])


ROUTES: list[Route] = [
    Route("/standin/journal", journal),
    Route("/standin/state", state),
    Route("/standin/followers", followers),
    Route("/standin/media/{media_id}", give),
    _posted("/followers", newcomer),
    _posted("/followers/{openid}/grant", grant),
    _posted("/followers/{openid}/settings", settings),
    _posted("/followers/{openid}/{deed}", act),
    _posted("/faults", faults),
    _posted("/clock", clock),
    _posted("/expire", expire),
    _posted("/verify", verify),
    _posted("/media", take),
]

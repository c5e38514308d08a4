"""The stand-in as one application: API, pages, followers' telephones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from wechat.standin import access, control, media, menus, notices, oauth, sending
from wechat.standin.account import Account
from wechat.standin.faults import Faulty
from wechat.standin.headers import PageHeaders
from wechat.standin.post import Post
from wechat.standin.world import World

PAGE = Path(__file__).with_name("page")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "standin"]
"""Other sites' pages that point their own name at this machine are turned away."""


def create_app(
    account: Account, *, transport: httpx.AsyncBaseTransport | None = None
) -> Starlette:
    """Make WeChat for one account; `transport` is the way to its callback."""
    world = World(account)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await app.state.post.close()

    routes = [
        Route("/", _page),
        Mount("/assets", StaticFiles(directory=PAGE / "assets")),
        *(access.ROUTES + sending.ROUTES + notices.ROUTES + menus.ROUTES),
        *(media.ROUTES + oauth.ROUTES + control.ROUTES),
    ]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK),
            Middleware(PageHeaders),
            Middleware(Faulty, faults=world.faults),
        ],
        exception_handlers={HTTPException: _said},
    )
    app.state.world, app.state.post = world, Post(world, transport)
    return app


async def _page(_: Request) -> Response:
    return FileResponse(PAGE / "index.html")


async def _said(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return JSONResponse({"error": "fault"}, HTTPStatus.INTERNAL_SERVER_ERROR)
    return JSONResponse({"error": error.detail}, error.status_code)

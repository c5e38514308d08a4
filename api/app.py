"""The application: routes, layers and what is built when it starts."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx
from fastapi import FastAPI, Response

from api import errors, texts
from api.chat import pages
from api.chat import routes as chat_routes
from api.console import setup as console
from api.demo import routes as demo_routes
from api.health import routes as health_routes
from api.hotline import routes as hotline_routes
from api.hotline.agi import setup as agi
from api.hotline.uploads import routes as upload_routes
from api.hotline.vxml import routes as vxml
from api.hotline.webhooks import jambonz, twiml
from api.middleware.access import Access
from api.middleware.body_limit import BodyLimit
from api.middleware.headers import SecurityHeaders
from api.rest import app as rest
from api.services import running
from api.telemetry import QUIET
from api.wechat import routes as wechat_routes
from api.wechat import setup as wechat_setup
from api.wechat.account import login
from api.wechat.account import routes as account_routes
from api.wechat.account.pages import PAGE
from api.wechat.account.visit import PATH
from helpdesk.config import Settings

COUNTED_APART = (wechat_routes.PATH, upload_routes.PATH)
"""Whose bodies are counted by the route itself."""


def create_app(
    settings: Settings,
    *,
    bot_transport: httpx.AsyncBaseTransport | None = None,
    wechat_transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """Assemble the application; nothing is opened before it starts."""
    words = texts.load()
    wechat_setup.callback(settings)  # keys that can be none stop the start here
    agi.check(settings)

    programs = rest.create()

    def too_large(path: str) -> Response:
        if path.startswith(rest.PREFIX):
            return rest.too_large()
        return errors.answer(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words.request_too_large
        )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            running(
                settings,
                words,
                transport=bot_transport,
                wechat_transport=wechat_transport,
            ) as services,
            agi.listening(settings, services),
        ):
            app.state.services = programs.state.services = services
            gc.freeze()  # what is loaded stays; looking through it stops all requests
            yield

    app = FastAPI(
        title="深圳市总工会 12351 职工服务助手",
        openapi_url="/openapi.json",
        docs_url=None,  # FastAPI's pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        telemetry=QUIET,
    )
    app.include_router(pages.router)
    app.include_router(chat_routes.router)
    app.mount("/chat/assets", pages.Assets())
    app.include_router(login.router)
    app.include_router(account_routes.router)
    app.mount(f"{PATH}/assets", pages.Assets(PAGE))
    app.include_router(health_routes.router)
    app.include_router(hotline_routes.router)
    app.include_router(vxml.router)
    app.include_router(jambonz.router)
    app.include_router(twiml.router)
    app.include_router(upload_routes.router)
    app.include_router(wechat_routes.router)
    console.install(app)
    app.mount(rest.PREFIX, programs)
    if settings.demo:
        app.include_router(demo_routes.router)
    errors.install(app, words)
    app.add_middleware(BodyLimit, refuse=too_large, apart=COUNTED_APART)  # innermost
    app.add_middleware(Access, texts=words)
    app.add_middleware(SecurityHeaders)  # outermost: also on what Access answers
    return app

"""How the account page answers: rendered, with its own policy, never as JSON."""

import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.errors import ApiError
from api.middleware.headers import FORM_POLICY
from api.senders import address_of
from api.services import Services
from api.wechat.account.words import Notice, words
from helpdesk.errors import TooOften
from observe.faults import place_of

PAGE = Path(__file__).with_name("page")
HEADERS = {"Content-Security-Policy": FORM_POLICY}

log = logging.getLogger("api.faults")

_templates = Environment(
    loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined
)


class Ended(ApiError):
    """Nobody is logged in, or a form was not on a page of this session."""


def render(name: str, *, status: int = 200, **facts: object) -> HTMLResponse:
    """Render one of the account page's templates."""
    shown = {"note": None, "error": None, **facts}
    html = _templates.get_template(f"{name}.html").render(shown)
    return HTMLResponse(html, status, HEADERS)


def notice(said: Notice, *, status: int = 200) -> HTMLResponse:
    """Say one thing."""
    return render("notice", status=status, notice=said)


class PageRoute(APIRoute):
    """Answers whatever goes wrong with a page; a person holds the telephone."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route; a place without an account has no such page."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            services: Services = request.app.state.services
            pages = words().pages
            if services.visitors is None:
                return notice(pages.unconfigured, status=404)
            try:
                await _let_in(services, request)
                return await handle(request)
            except TooOften:
                return notice(pages.too_many, status=429)
            except Ended:
                return notice(pages.ended, status=403)
            except Exception as error:
                log.error("%s at %s", type(error).__name__, place_of(error))
                return notice(pages.failed, status=500)

        return handled


async def _let_in(services: Services, request: Request) -> None:
    address = address_of(request)
    if address:
        await services.rates.take(address=address)

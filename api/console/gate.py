"""The gate before every page of the console: who comes in, and what goes wrong."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse

from api import forms
from api.console import browser, rights
from api.console.pages import PATH, notice
from api.console.visit import Visit
from api.console.words import words
from api.errors import ApiError, TooManyMessages
from api.middleware.access import place_of
from api.senders import address_of
from api.services import Services
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.officers import officer_sessions

log = logging.getLogger("api.faults")

SIGN_IN = f"{PATH}/sign-in"

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Expired(ApiError):
    """A form was not on a page that this browser was given, or too long ago."""


class SignedOut(ApiError):
    """Nobody is signed in; ``was_known`` when this browser came here before."""

    def __init__(self, *, was_known: bool) -> None:
        super().__init__("nobody is signed in")
        self.was_known = was_known


class Forbidden(ApiError):
    """The officer's role may not open this page."""


class ConsoleRoute(APIRoute):
    """Lets in whom the table of rights names, and answers in pages."""

    def get_route_handler(self) -> Handler:
        """Wrap the route; one that the table does not name lets nobody in."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                await _let_in(request, self.name)
                return await handle(request)
            except SignedOut as out:
                why = "?why=ended" if out.was_known else ""
                return RedirectResponse(SIGN_IN + why, 303)
            except Exception as error:
                return _told(request, error)

        return handled


async def _let_in(request: Request, page: str) -> None:
    """Check the form and the officer, and leave the visit for the route.

    Raises:
        Expired: A form is not ours.
        SignedOut: Nobody is signed in.
        Forbidden: The page is not for this role.
    """
    services: Services = request.app.state.services
    cookie = browser.cookie_of(request, services.settings)
    form: forms.Form = {}
    if request.method == "POST":
        form = forms.read(await request.body())
        if not browser.is_ours(form, cookie):
            raise Expired
    request.state.form = form
    if rights.is_open(page):
        return
    async with unit_of_work(services.sessions) as session:
        officer = await officer_sessions.officer_of(session, cookie) if cookie else None
    if officer is None:
        raise SignedOut(was_known=bool(cookie))
    request.state.visit = Visit(cookie, form, address_of(request), officer)
    if not rights.may(officer.role, page):
        raise Forbidden


def _told(request: Request, error: Exception) -> Response:
    """Say what went wrong; a page that was let in keeps its head."""
    pages, visit = words().pages, getattr(request.state, "visit", None)
    match error:
        case Expired():
            return notice(pages.expired, visit=visit, status=403)
        case Forbidden():
            return notice(pages.forbidden, visit=visit, status=403)
        case TooManyMessages():
            return notice(pages.too_many, visit=visit, status=429)
        case NotFound() | InvalidInput() | RequestValidationError():
            return notice(pages.missing, visit=visit, status=404)
    log.error("%s at %s", type(error).__name__, place_of(error))
    return notice(pages.failed, visit=visit, status=500)

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
from api.console.pages import PATH, is_fragment, notice
from api.console.visit import Visit
from api.console.words import Notice, words
from api.errors import ApiError
from api.senders import address_of
from api.services import Services
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput, NotFound, TooOften
from helpdesk.officers import Pending, officer_sessions, scope_of
from helpdesk.scope import NOWHERE
from observe.faults import place_of

log = logging.getLogger("api.faults")

SIGN_IN = f"{PATH}/sign-in"
STEPS = {
    Pending.code: f"{SIGN_IN}/code",
    Pending.password: f"{PATH}/me/password",
    Pending.authenticator: f"{PATH}/me/authenticator",
}
MOST_FIELDS = 500  # a hundred tickets chosen at once, and what is done with them
UNASKED = "x-unasked"
"""A header: nobody pressed anything, the page looks whether there is news."""

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Expired(ApiError):
    """A form was not on a page that this browser was given, or too long ago."""


class SignedOut(ApiError):
    """Nobody is signed in; ``was_known`` when this browser came here before."""

    def __init__(self, *, was_known: bool) -> None:
        super().__init__("nobody is signed in")
        self.was_known = was_known


class Unfinished(ApiError):
    """Something is to be done at another page before the console opens."""

    def __init__(self, pending: Pending) -> None:
        super().__init__("not wholly signed in")
        self.page = STEPS[pending]


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
                return _away(request, SIGN_IN + ("?why=ended" if out.was_known else ""))
            except Unfinished as first:
                return _away(request, first.page)
            except Exception as error:
                return _told(request, error)

        return handled


async def _let_in(request: Request, page: str) -> None:
    """Check the form and the officer, and leave the visit for the route.

    Raises:
        Expired: A form is not ours.
        SignedOut: Nobody is signed in.
        Unfinished: Something else is to be done first.
        Forbidden: The page is not for this role.
    """
    services: Services = request.app.state.services
    cookie = browser.cookie_of(request, services.settings)
    posted = await _posted(request)
    if request.method == "POST" and not browser.is_ours(dict(posted), cookie):
        raise Expired
    request.state.form = dict(posted)
    if rights.is_open(page):
        return
    request.state.visit = visit = await _visit(request, services, cookie, posted)
    if visit.pending and not rights.is_step(page, visit.pending):
        raise Unfinished(visit.pending)
    if not rights.may(visit.officer.role, page):
        raise Forbidden


async def _visit(
    request: Request, services: Services, cookie: str, posted: forms.Fields
) -> Visit:
    """Find who it is; reading does not wait for who writes."""
    if not cookie:
        raise SignedOut(was_known=False)
    async with read_only(services.sessions) as session:
        is_demo = services.settings.demo
        found = await officer_sessions.standing(session, cookie, is_demo=is_demo)
        scope = await scope_of(session, found.officer) if found else NOWHERE
    if found is None:
        raise SignedOut(was_known=True)
    if found.is_to_note and UNASKED not in request.headers:
        async with unit_of_work(services.sessions) as session:
            await officer_sessions.note_use(session, found)
    return Visit(
        cookie,
        posted,
        address_of(request),
        found.officer,
        scope,
        session_id=found.session_id,
        pending=found.pending,
    )


def _away(request: Request, page: str) -> Response:
    """Send the browser elsewhere; htmx would put that page into the one open."""
    if is_fragment(request):
        return Response(headers={"HX-Redirect": page})
    return RedirectResponse(page, 303)


async def _posted(request: Request) -> forms.Fields:
    """Read what a form sends; no page of the console sends files."""
    if request.method != "POST":
        return ()
    return forms.fields(await request.body(), most=MOST_FIELDS)


def _told(request: Request, error: Exception) -> Response:
    """Say what went wrong; a page that was let in keeps its head."""
    said, status = _said(error)
    if status == 500:
        log.error("%s at %s", type(error).__name__, place_of(error))
    visit = getattr(request.state, "visit", None)
    return notice(said, visit=visit, status=status, is_fragment=is_fragment(request))


def _said(error: Exception) -> tuple[Notice, int]:
    """Return what is said of an error, and the status of the answer."""
    pages = words().pages
    match error:
        case Expired():
            return pages.expired, 403
        case Forbidden():
            return pages.forbidden, 403
        case TooOften():
            return pages.too_many, 429
        case NotFound() | InvalidInput() | RequestValidationError():
            return pages.missing, 404
    return pages.failed, 500

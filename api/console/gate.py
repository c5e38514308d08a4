"""The gate before every page of the console: who comes in, and what goes wrong."""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse

from api import forms
from api.console import browser, rights
from api.console.pages import PATH, is_fragment, notice
from api.console.visit import Visit
from api.console.words import Notice, words
from api.errors import ApiError, TooManyMessages
from api.middleware.access import place_of
from api.senders import address_of
from api.services import Services
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.officers import officer_sessions, scope_of
from helpdesk.scope import NOWHERE

log = logging.getLogger("api.faults")

SIGN_IN = f"{PATH}/sign-in"
MOST_FIELDS = 500  # a hundred tickets chosen at once, and what is done with them
MOST_FILES = 10

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


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form sends."""

    fields: forms.Fields = ()
    files: Mapping[str, Sequence[UploadFile]] = field(default_factory=dict)


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
                door = SIGN_IN + ("?why=ended" if out.was_known else "")
                if is_fragment(request):  # htmx would put the door into the page
                    return Response(headers={"HX-Redirect": door})
                return RedirectResponse(door, 303)
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
    posted = await _posted(request)
    if request.method == "POST" and not browser.is_ours(dict(posted.fields), cookie):
        raise Expired
    request.state.form = dict(posted.fields)
    if rights.is_open(page):
        return
    async with unit_of_work(services.sessions) as session:
        officer = await officer_sessions.officer_of(session, cookie) if cookie else None
        scope = await scope_of(session, officer) if officer else NOWHERE
    if officer is None:
        raise SignedOut(was_known=bool(cookie))
    request.state.visit = Visit(
        cookie, posted.fields, address_of(request), officer, scope, posted.files
    )
    if not rights.may(officer.role, page):
        raise Forbidden


async def _posted(request: Request) -> Posted:
    """Read what a form sends, with or without files."""
    if request.method != "POST":
        return Posted()
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Posted(forms.fields(await request.body(), most=MOST_FIELDS))
    fields: list[tuple[str, str]] = []
    files: dict[str, list[UploadFile]] = {}
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.append((name, value))
        else:
            files.setdefault(name, []).append(value)
    return Posted(fields, files)


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
        case TooManyMessages():
            return pages.too_many, 429
        case NotFound() | InvalidInput() | RequestValidationError():
            return pages.missing, 404
    return pages.failed, 500

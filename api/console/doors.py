"""Signing in and out, and where one comes to."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.console import browser
from api.console.gate import SIGN_IN, ConsoleRoute
from api.console.pages import PATH, render
from api.console.visit import SignedIn
from api.console.words import words
from api.senders import address_of
from api.services import Services, Use
from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.database import unit_of_work
from helpdesk.errors import Locked, WrongPassword
from helpdesk.models import AuditAction, AuditSubject, AuthorKind
from helpdesk.officers import new_token, officer_sessions, officers

FIRST_PAGE = f"{PATH}/calls"
LONGEST = 100  # characters of a login that are looked at and shown again

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def home() -> Response:
    """Go to the first page."""
    return RedirectResponse(FIRST_PAGE, 303)


@router.get("/sign-in")
async def sign_in(request: Request, services: Use, why: str = "") -> Response:
    """Ask who it is; the form belongs to this browser before anybody is known."""
    said = words().say.get(why) if why in {"ended", "left"} else None
    return _form(request, services, note=said)


@router.post("/sign-in")
async def enter(request: Request, services: Use) -> Response:
    """Sign an officer in; whether the login exists is not told."""
    form, address = request.state.form, address_of(request)
    if address:
        services.sign_ins.take(address)
    login = form.get("login", "").strip()[:LONGEST]
    password = form.get("password", "")
    cookie = browser.cookie_of(request, services.settings)
    try:
        token = await _signed_in(services, login, password, address, cookie)
    except Locked as error:
        until = f"{error.until.astimezone(clock.SHENZHEN):%H:%M}"
        said = words().say["locked"].format(until=until)
        return _form(request, services, login=login, error=said, status=423)
    except WrongPassword:
        said = words().say["wrong"]
        return _form(request, services, login=login, error=said, status=403)
    response = RedirectResponse(FIRST_PAGE, 303)
    browser.set_cookie(response, token, services.settings)
    return response


@router.post("/sign-out")
async def leave(services: Use, visit: SignedIn) -> Response:
    """Sign out."""
    async with unit_of_work(services.sessions) as session:
        await officer_sessions.end(session, visit.cookie)
    response = RedirectResponse(f"{SIGN_IN}?why=left", 303)
    browser.drop_cookie(response, services.settings)
    return response


async def _signed_in(
    services: Services, login: str, password: str, address: str, cookie: str
) -> str:
    """Return the token of a new session, and leave a line in the log."""
    async with unit_of_work(services.sessions) as session:
        officer = await officers.authenticate(
            session, login=login, password=password, address=address
        )
        by = Actor(AuthorKind.officer, officer_id=officer.id, address=address or None)
        await audit.record(
            session,
            AuditAction.signed_in,
            AuditSubject.officer,
            officer.id,
            by=by,
        )
        return await officer_sessions.begin(session, officer, instead_of=cookie)


def _form(
    request: Request,
    services: Services,
    *,
    status: int = 200,
    login: str = "",
    note: str | None = None,
    error: str | None = None,
) -> Response:
    """Show the form, with a cookie that says no more than which browser this is."""
    cookie = browser.cookie_of(request, services.settings)
    given = cookie or new_token()
    response = render(
        "sign_in",
        status=status,
        token=browser.token_for(given),
        login=login,
        note=note,
        error=error,
    )
    if not cookie:
        browser.set_cookie(response, given, services.settings)
    return response

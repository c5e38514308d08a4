"""Signing in and out, and where one comes to."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.console import browser
from api.console.gate import SIGN_IN, ConsoleRoute
from api.console.navigation import navigation
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.senders import address_of
from api.services import Services, Use
from helpdesk import clock, officers
from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.errors import Locked, WrongCode, WrongPassword
from helpdesk.officers import Entered, Pending, new_token

MY_PAGE = f"{PATH}/me"
LONGEST = 100  # characters of a login that are looked at and shown again
TOLD = frozenset({"ended", "left", "renewed", "sign_on"})

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def home(visit: SignedIn) -> Response:
    """Go to the first page that the officer may open."""
    open_to = (entry.path for entry in navigation() if visit.may(entry.page))
    first = next(open_to, None)
    return RedirectResponse(PATH + first if first else MY_PAGE, 303)


@router.get("/sign-in")
async def sign_in(request: Request, services: Use, why: str = "") -> Response:
    """Ask who it is; the form belongs to this browser before anybody is known."""
    said = words().say.get(why) if why in TOLD else None
    return _form(request, services, note=said)


@router.post("/sign-in")
async def enter(request: Request, services: Use) -> Response:
    """Sign an officer in; whether the login exists is not told."""
    form, address = request.state.form, address_of(request)
    if address:
        await services.rates.take(sign_in=address)
    login = form.get("login", "").strip()[:LONGEST]
    try:
        entered = await officers.enter(
            services.sessions,
            login=login,
            password=form.get("password", ""),
            browser=browser.of(request, services.settings),
        )
    except Locked as error:
        return _form(request, services, login=login, error=locked(error), status=423)
    except WrongPassword:
        said = words().say["wrong"]
        return _form(request, services, login=login, error=said, status=403)
    return come_in(entered, services.settings)


@router.get("/sign-in/code")
async def ask_code(visit: SignedIn) -> Response:
    """Ask for the second factor."""
    if visit.pending is not Pending.code:
        return RedirectResponse(PATH, 303)
    return _code_form(visit)


@router.post("/sign-in/code")
async def prove(request: Request, services: Use, visit: SignedIn) -> Response:
    """Take the second factor; the browser gets a new cookie."""
    if visit.pending is not Pending.code:
        return RedirectResponse(PATH, 303)
    whose = browser.of(request, services.settings)
    code = visit.form.get("code", "")[:LONGEST]
    try:
        async with unit_of_work(services.sessions) as session:
            entered = await officers.prove(session, visit.officer, whose, code=code)
    except Locked as error:
        return _code_form(visit, error=locked(error), status=423)
    except WrongCode:
        return _code_form(visit, error=words().say["code"], status=403)
    return come_in(entered, services.settings)


@router.post("/sign-out")
async def leave(request: Request, services: Use, visit: SignedIn) -> Response:
    """Sign out."""
    whose = browser.of(request, services.settings)
    async with unit_of_work(services.sessions) as session:
        await officers.leave(session, visit.officer, whose)
    response = RedirectResponse(f"{SIGN_IN}?why=left", 303)
    browser.drop_cookie(response, services.settings)
    return response


def come_in(entered: Entered, settings: Settings) -> Response:
    """Let a browser in with its new cookie."""
    response = RedirectResponse(PATH, 303)
    browser.set_cookie(response, entered.token, settings)
    return response


def locked(error: Locked) -> str:
    """Say until when nothing is checked."""
    until = f"{error.until.astimezone(clock.SHENZHEN):%H:%M}"
    return words().say["locked"].format(until=until)


def _code_form(
    visit: Visit, *, error: str | None = None, status: int = 200
) -> Response:
    return render("sign_in_code", visit=visit, error=error, status=status)


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
        has_sign_on=services.settings.has_sign_on,
    )
    if not cookie:
        browser.set_cookie(response, given, services.settings)
    return response

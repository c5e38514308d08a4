"""The own second factor: bound with a picture, proved with a code, taken off again."""

from fastapi import APIRouter, Request, Response
from segno import make_qr
from starlette.responses import RedirectResponse

from api.console import browser
from api.console.doors import locked
from api.console.gate import ConsoleRoute
from api.console.me.routes import ME
from api.console.pages import render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk import officers
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict, Locked, WrongCode
from helpdesk.officers import factors

HERE = f"{ME}/authenticator"
LONGEST = 40  # characters of a code that are looked at

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def show_authenticator(services: Use, visit: SignedIn) -> Response:
    """Show the picture to bind one with, or what may be done with the one bound."""
    return await _shown(services, visit)


@router.post("")
async def begin_authenticator(services: Use, visit: SignedIn) -> Response:
    """Make the secret that is to be bound."""
    async with unit_of_work(services.sessions) as session:
        await factors.begin(session, visit.officer)
    return RedirectResponse(HERE, 303)


@router.post("/confirm")
async def confirm_authenticator(
    request: Request, services: Use, visit: SignedIn
) -> Response:
    """Bind it; the recovery codes are shown now and never again."""
    whose = browser.of(request, services.settings)
    try:
        async with unit_of_work(services.sessions) as session:
            entered, codes = await officers.enrol(
                session, visit.officer, whose, code=_code(visit)
            )
    except (Conflict, Locked, WrongCode) as error:
        return await _refused(services, visit, error)
    response = render("recovery", visit=visit, codes=codes)
    browser.set_cookie(response, entered.token, services.settings)
    return response


@router.post("/codes")
async def renew_codes(services: Use, visit: SignedIn) -> Response:
    """Show new recovery codes; the old ones end."""
    try:
        async with unit_of_work(services.sessions) as session:
            codes = await factors.renew_codes(
                session, visit.officer, _code(visit), by=visit.actor
            )
    except (Conflict, Locked, WrongCode) as error:
        return await _refused(services, visit, error)
    return render("recovery", visit=visit, codes=codes)


@router.post("/remove")
async def remove_authenticator(services: Use, visit: SignedIn) -> Response:
    """Take it off, where the role may go without."""
    try:
        async with unit_of_work(services.sessions) as session:
            await factors.remove(
                session,
                visit.officer,
                _code(visit),
                by=visit.actor,
                is_demo=services.settings.demo,
            )
    except (Conflict, Locked, WrongCode) as error:
        return await _refused(services, visit, error)
    return RedirectResponse(f"{ME}?said=factor_off", 303)


async def _refused(services: Services, visit: Visit, error: Exception) -> Response:
    """Say what is wrong, with the page as it was."""
    match error:
        case Locked():
            return await _shown(services, visit, error=locked(error), status=423)
        case WrongCode():
            said = words().say["code"]
            return await _shown(services, visit, error=said, status=403)
    said = words().say["factor_stays"]
    return await _shown(services, visit, error=said, status=409)


async def _shown(
    services: Services, visit: Visit, *, error: str | None = None, status: int = 200
) -> Response:
    async with read_only(services.sessions) as session:
        bound = await factors.of(session, visit.officer)
        told = await factors.enrolment(session, visit.officer)
    must = officers.is_obligatory(visit.officer.role, is_demo=services.settings.demo)
    return render(
        "authenticator",
        visit=visit,
        error=error,
        status=status,
        enrolment=told,
        picture=picture(told.address) if told else "",
        codes_left=None if bound is None else len(bound.recovery),
        is_obligatory=must,
    )


def picture(address: str) -> str:
    """Draw what an authenticator reads with its camera."""
    qr = make_qr(address, error="m")
    drawn: str = qr.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return drawn


def _code(visit: Visit) -> str:
    return visit.form.get("code", "")[:LONGEST]

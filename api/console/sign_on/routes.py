"""Signing in by the union's existing sign-on: there, and back."""

import logging

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.console import browser
from api.console.doors import come_in
from api.console.gate import SIGN_IN, ConsoleRoute
from api.console.pages import PATH
from api.senders import address_of
from api.services import Services, Use
from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.errors import DeliveryFailed, NotFound, Refused
from helpdesk.officers import Begun, Entered, new_token, sign_ons

log = logging.getLogger(__name__)

HERE = f"{PATH}/sign-on"
LONGEST = 2000  # characters of a code or a state that are looked at

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def go_to_sign_on(request: Request, services: Use) -> Response:
    """Send a browser to the sign-on; without one there is no such page."""
    if services.sign_on is None:
        raise NotFound("no sign-on is configured")
    if address := address_of(request):
        await services.rates.take(sign_in=address)
    cookie = browser.cookie_of(request, services.settings) or new_token()
    async with unit_of_work(services.sessions) as session:
        begun = await sign_ons.begin(session, cookie=cookie)
    try:
        where = await services.sign_on.address(begun, back=back(services.settings))
    except DeliveryFailed as error:
        return _turned_away(error)
    response = RedirectResponse(where, 303)
    browser.set_cookie(response, cookie, services.settings)
    return response


@router.get("/back")
async def come_back(
    request: Request, services: Use, state: str = "", code: str = ""
) -> Response:
    """Take a browser back; what it brings counts in the browser that began, once."""
    if services.sign_on is None:
        raise NotFound("no sign-on is configured")
    whose = browser.of(request, services.settings)
    try:
        async with unit_of_work(services.sessions) as session:
            begun = await sign_ons.come_back(
                session, state=state[:LONGEST], cookie=whose.cookie
            )
        entered = await _entered(request, services, begun, code[:LONGEST])
    except (DeliveryFailed, Refused) as error:
        return _turned_away(error)
    return come_in(entered, services.settings)


async def _entered(
    request: Request, services: Services, begun: Begun, code: str
) -> Entered:
    """Ask the sign-on who it is, with no transaction open meanwhile."""
    if services.sign_on is None or not code:
        raise Refused("the sign-on sent nobody")
    whose = browser.of(request, services.settings)
    claims = await services.sign_on.claims(
        begun, code=code, back=back(services.settings)
    )
    async with unit_of_work(services.sessions) as session:
        return await sign_ons.admit(session, claims, browser=whose)


def back(settings: Settings) -> str:
    """Return where the sign-on sends browsers back to, as it is registered there."""
    own = f"http://{settings.host}:{settings.port}"
    return f"{(settings.public_url or own).rstrip('/')}{HERE}/back"


def _turned_away(error: Exception) -> Response:
    """Come back to the door; what exactly went wrong is for the log."""
    log.warning("sign-on: %s: %s", type(error).__name__, error)
    return RedirectResponse(f"{SIGN_IN}?why=sign_on", 303)

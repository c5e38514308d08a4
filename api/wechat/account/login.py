"""The way in: to WeChat, back with a code, and out again."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.services import Services, Use
from api.wechat.account.pages import PageRoute, notice
from api.wechat.account.visit import PATH, cookie_of, drop_cookie, our_form, set_cookie
from api.wechat.account.words import words
from helpdesk.database import unit_of_work
from helpdesk.errors import Refused
from helpdesk.identity import logins
from wechat.client import Client
from wechat.errors import ApiError, WeChatError
from wechat.oauth import authorize_url

ENTER = f"{PATH}/enter"
WECHAT = "MicroMessenger"  # in the name of its browser

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)


async def send_to_wechat(request: Request, services: Services) -> Response:
    """Send the browser to WeChat to learn whose account it is.

    Another browser is told where to go: WeChat's own page would only refuse it. The
    demo's WeChat is a page that any browser opens.
    """
    settings = services.settings
    is_wechat = WECHAT in request.headers.get("User-Agent", "")
    if not (is_wechat or settings.demo):
        return notice(words().pages.outside)
    async with unit_of_work(services.sessions) as session:
        begun = await logins.begin(session)
    where = authorize_url(
        settings.wechat_open_base,
        settings.wechat_app_id or "",
        redirect=f"{settings.public_url}{ENTER}",
        state=begun.state,
    )
    response = RedirectResponse(where, 302)
    set_cookie(response, begun.cookie, settings, known=False)
    return response


@router.get("/enter")
async def enter(
    request: Request, services: Use, code: str = "", state: str = ""
) -> Response:
    """Take back who comes from WeChat; the code leaves the address at once."""
    pages, cookie = words().pages, cookie_of(request, services.settings)
    try:
        async with unit_of_work(services.sessions) as session:
            login = await logins.come_back(session, state=state, cookie=cookie)
    except Refused:
        return await _again(services, cookie)
    if services.visitors is None or not code:
        return notice(pages.spent, status=403)
    return await _known(services, services.visitors, login, code)


async def _again(services: Services, cookie: str) -> Response:
    """Answer a link that was followed twice: who is known already goes on."""
    async with unit_of_work(services.sessions) as session:
        conversation = await logins.of(session, cookie)
    if conversation is not None:
        return RedirectResponse(PATH, 303)
    return notice(words().pages.spent, status=403)


async def _known(services: Services, client: Client, login: int, code: str) -> Response:
    """Ask WeChat whose code it is, and begin the session."""
    pages = words().pages
    try:
        visitor = await client.exchange(code)
    except ApiError:
        return notice(pages.spent, status=403)
    except WeChatError:
        return notice(pages.unreachable, status=503)
    if visitor.is_snapshot:
        return notice(pages.snapshot, status=403)
    async with unit_of_work(services.sessions) as session:
        cookie = await logins.arrive(session, login, openid=visitor.openid)
    response = RedirectResponse(PATH, 303)
    set_cookie(response, cookie, services.settings, known=True)
    return response


@router.post("/leave")
async def leave(request: Request, services: Use) -> Response:
    """End the session; the binding stays."""
    cookie, _ = await our_form(request, services.settings)
    async with unit_of_work(services.sessions) as session:
        await logins.end(session, cookie)
    response = notice(words().pages.left)
    drop_cookie(response, services.settings)
    return response

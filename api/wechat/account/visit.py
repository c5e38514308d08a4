"""A visitor of the account page: the cookie, the form's token, what a form brought."""

from fastapi import Request, Response

from api import forms
from api.cookies import Cookie
from api.forms import Form
from api.wechat.account.pages import Ended
from helpdesk.config import Settings
from helpdesk.identity import SESSION_LIVES, STATE_LIVES

PATH = "/wechat/account"
NAME = "gonghui-account"
PURPOSE = "account form"


def cookie_of(request: Request, settings: Settings) -> str:
    """Return the visitor's cookie, empty when there is none."""
    return _cookie(settings).of(request)


def set_cookie(
    response: Response, cookie: str, settings: Settings, *, known: bool
) -> None:
    """Give the browser its cookie: for the way to WeChat, or for a session."""
    lives = SESSION_LIVES if known else STATE_LIVES
    _cookie(settings).give(response, cookie, lives=lives)


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie back."""
    _cookie(settings).drop(response)


def token_for(cookie: str) -> str:
    """Return what every form of this page must bring."""
    return forms.token_for(cookie, purpose=PURPOSE)


async def our_form(request: Request, settings: Settings) -> tuple[str, Form]:
    """Return the visitor's cookie and the form that was sent.

    Raises:
        Ended: The form was not on a page that this browser was given.
    """
    cookie, form = cookie_of(request, settings), forms.read(await request.body())
    if not forms.is_ours(form, cookie, purpose=PURPOSE):
        raise Ended
    return cookie, form


def _cookie(settings: Settings) -> Cookie:
    is_secure = (settings.public_url or "").startswith("https://")
    return Cookie(NAME, is_secure=is_secure)

"""A visitor of the account page: the cookie, the form's token, what a form brought."""

from fastapi import Request, Response

from api import forms
from api.forms import Form
from api.wechat.account.pages import Ended
from helpdesk.config import Settings
from helpdesk.identity import SESSION_LIVES, STATE_LIVES

PATH = "/wechat/account"
NAME = "gonghui-account"
PURPOSE = "account form"


def cookie_of(request: Request, settings: Settings) -> str:
    """Return the visitor's cookie, empty when there is none."""
    return request.cookies.get(_name(settings), "")


def set_cookie(
    response: Response, cookie: str, settings: Settings, *, known: bool
) -> None:
    """Give the browser its cookie: for the way to WeChat, or for a session."""
    lives = SESSION_LIVES if known else STATE_LIVES
    response.set_cookie(
        _name(settings),
        cookie,
        max_age=int(lives.total_seconds()),
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        _name(settings),
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )


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


def _is_secure(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https://")


def _name(settings: Settings) -> str:
    """Return the cookie's name; with the prefix no other site can plant one."""
    return f"__Host-{NAME}" if _is_secure(settings) else NAME

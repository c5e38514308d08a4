"""An officer's browser: its cookie, and the token that every form brings back."""

from fastapi import Request, Response

from api import forms
from api.forms import Form
from api.senders import is_loopback
from helpdesk.config import Settings
from helpdesk.officers import longest

NAME = "gonghui-console"
PURPOSE = "console form"


def cookie_of(request: Request, settings: Settings) -> str:
    """Return the browser's cookie, empty when there is none."""
    return request.cookies.get(_name(settings), "")


def set_cookie(response: Response, cookie: str, settings: Settings) -> None:
    """Give the browser its cookie, for as long as a session may last."""
    response.set_cookie(
        _name(settings),
        cookie,
        max_age=int(longest().total_seconds()),
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
    """Return what every form of the console must bring."""
    return forms.token_for(cookie, purpose=PURPOSE)


def is_ours(form: Form, cookie: str) -> bool:
    """Tell whether a form was on a page that this browser was given."""
    return forms.is_ours(form, cookie, purpose=PURPOSE)


def _is_secure(settings: Settings) -> bool:
    """Only the demo on this machine goes without TLS."""
    return not (settings.demo and is_loopback(settings.host))


def _name(settings: Settings) -> str:
    """Return the cookie's name; with the prefix no other site can plant one."""
    return f"__Host-{NAME}" if _is_secure(settings) else NAME

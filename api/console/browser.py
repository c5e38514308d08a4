"""An officer's browser: its cookie, and the token that every form brings back."""

from fastapi import Request, Response

from api import forms
from api.cookies import Cookie
from api.forms import Form
from api.senders import is_loopback
from helpdesk.config import Settings
from helpdesk.officers import longest

NAME = "gonghui-console"
PURPOSE = "console form"


def cookie_of(request: Request, settings: Settings) -> str:
    """Return the browser's cookie, empty when there is none."""
    return _cookie(settings).of(request)


def set_cookie(response: Response, cookie: str, settings: Settings) -> None:
    """Give the browser its cookie, for as long as a session may last."""
    _cookie(settings).give(response, cookie, lives=longest())


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie back."""
    _cookie(settings).drop(response)


def token_for(cookie: str) -> str:
    """Return what every form of the console must bring."""
    return forms.token_for(cookie, purpose=PURPOSE)


def is_ours(form: Form, cookie: str) -> bool:
    """Tell whether a form was on a page that this browser was given."""
    return forms.is_ours(form, cookie, purpose=PURPOSE)


def _cookie(settings: Settings) -> Cookie:
    """Only the demo on this machine goes without TLS."""
    return Cookie(NAME, is_secure=not (settings.demo and is_loopback(settings.host)))

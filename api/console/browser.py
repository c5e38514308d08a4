"""An officer's browser: its cookie, and the token that every form brings back."""

from collections.abc import Mapping

from fastapi import Request, Response

from api import forms
from api.cookies import Cookie
from api.forms import Form
from api.senders import address_of, is_loopback
from helpdesk.config import Settings
from helpdesk.officers import Browser, longest

NAME = "gonghui-console"
PURPOSE = "console form"
# The first mark that is found: most of them also name those below them.
BROWSERS = {
    "wxwork": "WeCom",
    "MicroMessenger": "WeChat",
    "Edg/": "Edge",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def cookie_of(request: Request, settings: Settings) -> str:
    """Return the browser's cookie, empty when there is none."""
    return _cookie(settings).of(request)


def set_cookie(response: Response, cookie: str, settings: Settings) -> None:
    """Give the browser its cookie, for as long as a session may last."""
    _cookie(settings).give(response, cookie, lives=longest())


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie back."""
    _cookie(settings).drop(response)


def of(request: Request, settings: Settings) -> Browser:
    """Return which browser this is, as the list of one's sessions shows it."""
    return Browser(
        cookie=cookie_of(request, settings),
        address=address_of(request),
        kind=kind_of(request.headers.get("user-agent", "")),
    )


def kind_of(agent: str) -> str:
    """Say in two words what a browser says of itself at length.

    >>> kind_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/129.0 Safari/537.36")
    'Chrome · Windows'
    """
    named = (_first(agent, BROWSERS), _first(agent, SYSTEMS))
    return " · ".join(name for name in named if name)


def _first(agent: str, marks: Mapping[str, str]) -> str:
    return next((name for mark, name in marks.items() if mark in agent), "")


def token_for(cookie: str) -> str:
    """Return what every form of the console must bring."""
    return forms.token_for(cookie, purpose=PURPOSE)


def is_ours(form: Form, cookie: str) -> bool:
    """Tell whether a form was on a page that this browser was given."""
    return forms.is_ours(form, cookie, purpose=PURPOSE)


def _cookie(settings: Settings) -> Cookie:
    """Only the demo on this machine goes without TLS."""
    return Cookie(NAME, is_secure=not (settings.demo and is_loopback(settings.host)))

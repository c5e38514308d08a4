"""A visitor of the account page: the cookie, the form's token, what a form brought."""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request, Response

from api.wechat.account.pages import Ended
from helpdesk.config import Settings
from helpdesk.identity import SESSION_LIVES, STATE_LIVES

PATH = "/wechat/account"
NAME = "gonghui-account"
MOST_FIELDS = 10


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
    """Return what every form must bring: who can not read our pages can not know it.

    Old telephones know no SameSite, and without a referrer they send no origin.
    """
    return hmac.new(cookie.encode(), b"account form", hashlib.sha256).hexdigest()


async def our_form(
    request: Request, settings: Settings
) -> tuple[str, Mapping[str, str]]:
    """Return the visitor's cookie and the form that was sent.

    Raises:
        Ended: The form was not on a page that this browser was given.
    """
    cookie, form = cookie_of(request, settings), _read(await request.body())
    given = form.get("token", "").encode(errors="replace")
    if not (cookie and hmac.compare_digest(given, token_for(cookie).encode())):
        raise Ended
    return cookie, form


def _read(body: bytes) -> Mapping[str, str]:
    """Read a form; what can not be read is an empty one."""
    said = body.decode(errors="replace")
    try:
        return dict(parse_qsl(said, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _is_secure(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https://")


def _name(settings: Settings) -> str:
    """Return the cookie's name; with the prefix no other site can plant one."""
    return f"__Host-{NAME}" if _is_secure(settings) else NAME

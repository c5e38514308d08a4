"""Who may speak for a telephone platform."""

import base64
import binascii
import hmac
from collections.abc import Iterable
from hashlib import sha1
from http import HTTPStatus

from fastapi import HTTPException, Request

from api.services import Services
from helpdesk.config import Settings

Fields = Iterable[tuple[str, str]]


def let_in(services: Services, request: Request) -> None:
    """Turn away whoever does not know the token; the demo takes anybody.

    Platforms that can send no header of their own send it as the password of HTTP
    basic, with any name.
    """
    if services.settings.demo:
        return
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        given = _password(given)
    elif kind.lower() != "bearer":
        given = ""
    if not _is_one_of(_tokens(services.settings), given):
        raise refused()


def let_in_signed(services: Services, request: Request, fields: Fields) -> None:
    """Take Twilio's signature instead, where there is one.

    It is made with the token over the address that Twilio called and what it posted.
    """
    signature = request.headers.get("X-Twilio-Signature")
    if services.settings.demo or signature is None:
        let_in(services, request)
        return
    address, posted = _address(services.settings, request), list(fields)
    right = [
        signed(address, posted, token=token) for token in _tokens(services.settings)
    ]
    if not _is_one_of(right, signature):
        raise refused()


def signed(address: str, fields: Fields, *, token: str) -> str:
    """Sign a request as Twilio does; SHA-1 is its choice, and keyed it holds."""
    said = address + "".join(name + value for name, value in sorted(set(fields)))
    mac = hmac.new(token.encode(), said.encode(errors="replace"), sha1)
    return base64.b64encode(mac.digest()).decode()


def refused() -> HTTPException:
    """Say what would be let in."""
    asked = 'Bearer, Basic realm="hotline", charset="UTF-8"'
    return HTTPException(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": asked})


def _tokens(settings: Settings) -> list[str]:
    """Return the token, and while it is changed the one before."""
    named = (settings.hotline_token, settings.hotline_previous_token)
    return [token.get_secret_value() for token in named if token]


def _is_one_of(right: Iterable[str], given: str) -> bool:
    return any(
        hmac.compare_digest(given.encode(errors="replace"), r.encode()) for r in right
    )


def _password(given: str) -> str:
    try:
        plain = base64.b64decode(given, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return plain.partition(":")[2]


def _address(settings: Settings, request: Request) -> str:
    """Return the address as it is called from outside."""
    if not settings.public_url:
        return str(request.url)
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{settings.public_url}{request.url.path}{query}"

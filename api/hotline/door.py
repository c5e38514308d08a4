"""Who may come in where telephone platforms do: whoever has the token."""

import hmac
from http import HTTPStatus

from fastapi import HTTPException, Request

from api.services import Services


def let_in(services: Services, request: Request) -> None:
    """Turn away whoever is not our telephone platform; the demo takes anybody.

    Raises:
        HTTPException: The token is wrong, missing, or none is set.
    """
    if services.settings.demo:
        return
    token = services.settings.hotline_token
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    right = token.get_secret_value() if token else ""
    same = hmac.compare_digest(given.encode(errors="replace"), right.encode())
    if kind.lower() != "bearer" or not right or not same:
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"}
        )

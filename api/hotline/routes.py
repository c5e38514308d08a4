"""The hotline's door: one event of a call in, what to say and to listen for out."""

import hmac
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request

from api.hotline.schemas import CallAnswer, CallEvent
from api.services import Services, Use

router = APIRouter(prefix="/hotline")


@router.post("/turns")
async def turn(event: CallEvent, request: Request, services: Use) -> CallAnswer:
    """Take one event of a call and say what comes next."""
    _let_in(services, request)
    return await services.hotline.take(event)


def _let_in(services: Services, request: Request) -> None:
    """Turn away whoever is not our telephone platform; the demo takes anybody."""
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

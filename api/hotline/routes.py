"""The hotline's door: one event of a call in, what to say and to listen for out."""

from fastapi import APIRouter, Request

from api.hotline.door import let_in
from api.hotline.schemas import CallAnswer, CallEvent
from api.services import Use

router = APIRouter(prefix="/hotline")


@router.post("/turns")
async def turn(event: CallEvent, request: Request, services: Use) -> CallAnswer:
    """Take one event of a call and say what comes next."""
    let_in(services, request)
    return await services.hotline.take(event)

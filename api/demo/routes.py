"""What demo mode shows of its stand-ins; production has no such route."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel
from starlette.responses import RedirectResponse

from api.services import Use
from helpdesk.database import read_only
from helpdesk.notifications import notifications
from helpdesk.numbers import read_phone

SHOWN = 10
"""Messages listed, the newest first."""

router = APIRouter(prefix="/demo")


class ShortMessage(BaseModel):
    """A text message that the stand-in provider took."""

    text: str
    at: datetime


@router.get("/wechat", include_in_schema=False)
async def wechat(services: Use) -> RedirectResponse:
    """Show a follower's telephone on the page of the WeChat stand-in."""
    if not services.settings.has_wechat:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return RedirectResponse(f"{services.settings.wechat_open_base}/")


@router.get("/sms")
async def sms(
    phone: Annotated[str, Query(max_length=40)], services: Use
) -> list[ShortMessage]:
    """Show the text messages that went to a phone."""
    async with read_only(services.sessions) as session:
        sent = await notifications.demo_messages(session, read_phone(phone))
    return [ShortMessage(text=item.text, at=item.at) for item in sent[:SHOWN]]

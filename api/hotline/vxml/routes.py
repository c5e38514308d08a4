"""The hotline as VoiceXML 2.1: a page for every turn."""

from collections.abc import Mapping
from itertools import zip_longest
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from api.hotline import posted
from api.hotline.door import let_in
from api.hotline.schemas import CallEvent
from api.hotline.vxml.pages import entry, goodbye, turn
from api.services import Use

PATH = "/hotline/vxml"
MEDIA_TYPE = "application/voicexml+xml"

router = APIRouter()


@router.get(PATH)
async def begin(request: Request, services: Use) -> Response:
    """Give the first page: it posts the caller's number, which is in no address."""
    let_in(services, request)
    return _page(entry(uuid4().hex, to=PATH))


@router.post(PATH)
async def take(request: Request, services: Use) -> Response:
    """Take one event of a call and give the page for what comes next."""
    let_in(services, request)
    event = _event(dict(await posted.fields(request)))
    answer = await services.hotline.take(event)
    if event.event == "hangup":
        return _page(goodbye())
    settings = services.settings
    return _page(
        turn(
            answer,
            call=event.call_id,
            seq=event.seq + 1,
            to=PATH,
            grammar=settings.vxml_grammar,
            seats=settings.hotline_seats,
        )
    )


def _event(told: Mapping[str, str]) -> CallEvent:
    texts, sures = told.get("texts", "").split("\n"), told.get("sures", "").split()
    return posted.event(
        call_id=told.get("call"),
        seq=told.get("seq"),
        event=told.get("kind"),
        caller=posted.caller(told.get("caller", "")),
        nbest=posted.heard(zip_longest(texts, sures[: len(texts)])),
        digits="".join(told.get("keys", "").split()),
    )


def _page(content: bytes) -> Response:
    return Response(content, media_type=MEDIA_TYPE)

"""The stream of news: which tickets and talks something happened to."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.sse import EventSourceResponse

from api.console.gate import ConsoleRoute
from api.console.pages import PATH
from api.console.visit import SignedIn
from api.services import Use

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx: at once

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/news")
async def news(
    services: Use, visit: SignedIn, last_event_id: Annotated[str, Header()] = ""
) -> Response:
    """Tell what happens, as long as the page is open: keys and kinds, no words."""
    listener = services.newsroom.admit(visit.session_id, visit.officer.id, visit.scope)
    stream = services.newsroom.stream(listener, last=last_event_id)
    return EventSourceResponse(stream, headers=HEADERS)

"""Requests that change something: one transaction each, and each carried out once."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.rest.gate import Caller
from api.services import Services
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.idempotency import Answer, idempotency
from helpdesk.idempotency import Request as Asked

KEY = re.compile(r"[!-~]{1,255}")
REPLAYED = "Idempotency-Replayed"

IdempotencyKey = Annotated[
    str | None,
    Header(
        description="Names this request: sent again with the same key within a day, "
        "it is not carried out again but answered as the first time."
    ),
]

type Work = Callable[[AsyncSession], Awaitable[Answer]]


async def once(
    request: Request, services: Services, caller: Caller, key: str | None, work: Work
) -> Response:
    """Carry a request out, or answer again what was carried out before."""
    async with unit_of_work(services.sessions) as session:
        if key is None:
            return _response(await work(session))
        asked = Asked(caller.token_id, _key(key), await _said(request))
        answer, was_known = await idempotency.once(
            session, asked, partial(work, session)
        )
    return _response(answer, **({REPLAYED: "true"} if was_known else {}))


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise InvalidInput("a key is 1 to 255 visible ASCII characters")
    return key


async def _said(request: Request) -> str:
    """Return everything that makes it another request."""
    body = (await request.body()).decode(errors="replace")
    return f"{request.method} {request.url.path}\n{body}"


def _response(answer: Answer, **headers: str) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status, headers=dict(answer.headers))
    body: Any = answer.body
    return JSONResponse(body, answer.status, {**answer.headers, **headers})

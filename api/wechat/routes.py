"""WeChat's callback: plain answers only, and never an error to who is WeChat."""

import asyncio
import logging
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from api.senders import address_of
from api.services import Use
from api.wechat.deeds import contact
from api.wechat.post import Post
from api.wechat.receiver import Receiver
from helpdesk import clock
from helpdesk.database import is_away
from helpdesk.errors import TooOften
from helpdesk.rates import Rates
from observe.faults import place_of
from wechat.callback import SUCCESS, Opened
from wechat.errors import Rejected
from wechat.inbound import read

PATH = "/wechat"

LARGEST = 64 * 1024
"""Bytes: a text of 2,000 characters is 8 KB when it is encrypted."""

HANGS_UP = 5.2
"""Seconds after which WeChat waits no longer; what has no answer it delivers again."""

log = logging.getLogger("api.wechat")
faults = logging.getLogger("api.faults")

router = APIRouter()


@router.get(PATH)
async def verify(request: Request, services: Use) -> Response:
    """Show WeChat that this address is ours."""
    if services.wechat is None:
        return _plain(HTTPStatus.NOT_FOUND)
    try:
        return _plain(
            HTTPStatus.OK, services.wechat.callback.challenge(request.query_params)
        )
    except Rejected as error:
        return _refused(error)


@router.post(PATH)
async def deliver(request: Request, services: Use) -> Response:
    """Take a message or an event."""
    received = asyncio.get_running_loop().time()
    if services.wechat is None:
        return _plain(HTTPStatus.NOT_FOUND)
    try:
        body = await _body(request)
    except ClientDisconnect:  # nobody is there to be answered
        return _plain(HTTPStatus.BAD_REQUEST)
    if body is None:
        log.warning("delivery refused: larger than %d bytes", LARGEST)
        return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    now = clock.now().timestamp()
    try:
        opened = services.wechat.callback.open(request.query_params, body, now=now)
    except Rejected as error:
        return _refused(error)
    by = received + services.wechat.pace.answer
    rates = services.rates if address_of(request) else None  # this machine: no limit
    content = await _answered(services.wechat, rates, opened, by=by)
    if content is None:
        await asyncio.sleep(received + HANGS_UP - asyncio.get_running_loop().time())
        return _plain(HTTPStatus.SERVICE_UNAVAILABLE)
    return Response(
        content, media_type="text/plain" if content == SUCCESS else "text/xml"
    )


@router.api_route(
    PATH,
    methods=["DELETE", "HEAD", "OPTIONS", "PATCH", "PUT"],
    include_in_schema=False,
)
async def otherwise() -> Response:
    """Take nothing else; the application's own refusal would be JSON."""
    return _plain(HTTPStatus.METHOD_NOT_ALLOWED)


async def _answered(
    receiver: Receiver, rates: Rates | None, opened: Opened, *, by: float
) -> bytes | None:
    """Answer who is WeChat, whatever happens: anything else is shown as a failure.

    Nothing while it can not be put on record, if the same will be delivered again:
    whoever wrote need not know of it.
    """
    try:
        inbound = read(opened.xml)
    except Rejected as error:
        log.warning("delivery unreadable: %s", type(error).__name__)
        return SUCCESS
    post = Post(inbound, opened, by=by)
    try:
        if rates is not None and contact(inbound) is not None:
            await rates.take(follower=post.openid)
        return await receiver.take(post)
    except TooOften:
        return receiver.too_often(post)
    except Exception as error:
        faults.error("%s at %s", type(error).__name__, place_of(error))
        if is_away(error) and post.comes_again:
            return None
        return receiver.sorry(post)


async def _body(request: Request) -> bytes | None:
    """Read the body; nothing, and no further, when it is too large."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _refused(error: Rejected) -> Response:
    """Turn away who is not WeChat; the class of the error alone is logged."""
    log.warning("delivery refused: %s", type(error).__name__)
    return _plain(HTTPStatus.FORBIDDEN)


def _plain(status: HTTPStatus, text: str = "") -> Response:
    return Response(text, status, media_type="text/plain")

"""Customer-service messages: `message/custom/send` with its windows and limits."""

from collections.abc import Callable
from typing import Any

from starlette.routing import Route

from wechat.standin.calls import OK, Call, api
from wechat.standin.errcodes import Refusal
from wechat.standin.world import World

LARGEST_TEXT = 2048  # bytes

Read = Callable[[World, dict[str, Any]], dict[str, Any]]


async def send(call: Call) -> dict[str, Any]:
    """Show a message to a follower, if it may be sent."""
    asked = await call.json()
    follower = call.world.known(asked.get("touser"))
    kind = asked.get("msgtype")
    if kind not in KINDS:
        raise Refusal(40008)
    content = asked.get(str(kind))
    if not isinstance(content, dict):
        raise Refusal(44004)
    shown = KINDS[str(kind)](call.world, content)
    follower.spend(now=call.world.now())
    call.world.show(follower, "account", str(kind), "service", **shown)
    return OK


def _text(_: World, content: dict[str, Any]) -> dict[str, Any]:
    words = content.get("content")
    if not isinstance(words, str) or not words:
        raise Refusal(44004)
    if len(words.encode("utf-8", "replace")) > LARGEST_TEXT:
        raise Refusal(45002)
    return {"text": words}


def _media(world: World, content: dict[str, Any]) -> dict[str, Any]:
    media_id = content.get("media_id")
    if media_id not in world.media:
        raise Refusal(40007)
    return {"media_id": media_id}


def _news(_: World, content: dict[str, Any]) -> dict[str, Any]:
    articles = content.get("articles")
    if not isinstance(articles, list) or len(articles) != 1:
        raise Refusal(45008 if articles else 44004)
    return {"articles": articles}


def _choices(_: World, content: dict[str, Any]) -> dict[str, Any]:
    choices = content.get("list")
    if not isinstance(choices, list) or not choices:
        raise Refusal(44004)
    return content


KINDS: dict[str, Read] = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "news": _news,
    "msgmenu": _choices,
}

ROUTES: list[Route] = [api("/cgi-bin/message/custom/send", send)]

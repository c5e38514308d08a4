"""Notices outside the windows: templates, and subscriptions that need a yes each."""

import asyncio
from typing import Any

from starlette.routing import Route

from wechat.standin import happenings
from wechat.standin.calls import OK, Call, api
from wechat.standin.errcodes import Refusal
from wechat.standin.followers import Follower

LONGEST_FIELD = 20  # characters


async def template(call: Call) -> dict[str, Any]:
    """Show a template message; longer fields are shown shortened, as WeChat does."""
    asked = await call.json()
    follower = call.world.known(asked.get("touser"))
    _check_template(call, asked.get("template_id"))
    fields = _fields(asked)
    if not follower.follows:
        raise Refusal(43004)
    request = asked.get("client_msg_id")
    known = call.world.notices.get((follower.openid, str(request)))
    if request and known:
        return OK | {"msgid": known}
    msgid = call.world.noticed(follower.openid, str(request))
    cut = {name: value[:LONGEST_FIELD] for name, value in fields.items()}
    _show(call, follower, "template", cut, asked.get("url"))
    _tell_later(call, follower, happenings.template_sent(msgid, ok=not follower.blocks))
    return OK | {"msgid": msgid}


async def subscription(call: Call) -> dict[str, Any]:
    """Show a subscription notice and use up one yes."""
    asked = await call.json()
    follower = call.world.known(asked.get("touser"))
    template_id = asked.get("template_id")
    _check_template(call, template_id)
    fields = _fields(asked)
    for name, value in fields.items():
        if len(value) > LONGEST_FIELD:
            raise Refusal(47003, f"data.{name}.value")
    left = follower.opt_ins.get(str(template_id), 0)
    if not left:
        raise Refusal(43101)
    follower.opt_ins[str(template_id)] = left - 1
    _show(call, follower, "subscription", fields, asked.get("page"))
    msgid = call.world.message_id()
    _tell_later(
        call, follower, happenings.subscription_sent(str(template_id), msgid=msgid)
    )
    return OK | {"msgid": msgid}


def _check_template(call: Call, template_id: object) -> None:
    known = call.world.account.template_ids
    if not isinstance(template_id, str) or not template_id:
        raise Refusal(40037)
    if known and template_id not in known:
        raise Refusal(40037)


def _fields(asked: dict[str, Any]) -> dict[str, str]:
    data = asked.get("data")
    if not isinstance(data, dict) or not data:
        raise Refusal(47003, "data")
    fields = {}
    for name, field in data.items():
        value = field.get("value") if isinstance(field, dict) else None
        if not isinstance(value, str) or not value:
            raise Refusal(47003, f"data.{name}.value")
        fields[name] = value
    return fields


def _show(
    call: Call, follower: Follower, how: str, fields: dict[str, str], url: object
) -> None:
    if not follower.blocks:
        call.world.show(follower, "account", "notice", how, fields=fields, url=url)


def _tell_later(call: Call, follower: Follower, event: dict[str, Any]) -> None:
    """Report what became of a notice a moment after the answer, as WeChat does."""

    async def tell() -> None:
        await asyncio.sleep(0.2)
        await call.request.app.state.post.deliver(follower, event, is_quiet=True)

    call.request.app.state.post.later(tell())


ROUTES: list[Route] = [
    api("/cgi-bin/message/template/send", template),
    api("/cgi-bin/message/subscribe/bizsend", subscription),
]

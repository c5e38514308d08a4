"""The menu: made, shown and removed; its limits refused by WeChat's own numbers."""

from collections.abc import Mapping
from typing import Any

from starlette.routing import Route

from wechat.standin.calls import OK, Call, api
from wechat.standin.errcodes import Refusal

COLUMNS, ROWS = 3, 5
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
WITH_KEY = frozenset(
    {
        *("click", "scancode_push", "scancode_waitmsg", "location_select"),
        *("pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
    }
)
WITH_MEDIA = frozenset(("media_id", "article_id", "article_view_limited"))

TOP = {"type": 40017, "name": 40018, "key": 40019, "url": 40020, "domain": 40055}
SUB = {"type": 40024, "name": 40025, "key": 40026, "url": 40027, "domain": 40054}
"""Which number refuses which part of a button."""


async def create(call: Call) -> dict[str, Any]:
    """Replace the menu."""
    asked = await call.json()
    buttons = asked.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= COLUMNS:
        raise Refusal(40016)
    for button in buttons:
        _check_column(button)
    call.world.menu = {"button": [_stored(button) for button in buttons]}
    return OK


async def get(call: Call) -> dict[str, Any]:
    """Return the menu."""
    if call.world.menu is None:
        raise Refusal(46003)
    return {"menu": call.world.menu}


async def delete(call: Call) -> dict[str, Any]:
    """Remove the menu."""
    call.world.menu = None
    return OK


def _check_column(button: object) -> None:
    if not isinstance(button, dict):
        raise Refusal(47001)
    if "sub_button" not in button or button["sub_button"] == []:
        _check(button, TOP, name_bytes=NAME_BYTES)
        return
    _check_text(button.get("name"), NAME_BYTES, TOP["name"])
    rows = button["sub_button"]
    if not isinstance(rows, list) or len(rows) > ROWS:
        raise Refusal(40023)
    for row in rows:
        if not isinstance(row, dict):
            raise Refusal(47001)
        _check(row, SUB, name_bytes=SUB_NAME_BYTES)


def _check(
    button: dict[str, Any], codes: Mapping[str, int], *, name_bytes: int
) -> None:
    _check_text(button.get("name"), name_bytes, codes["name"])
    kind = button.get("type")
    if kind in WITH_KEY:
        _check_text(button.get("key"), KEY_BYTES, codes["key"])
    elif kind in ("view", "miniprogram"):
        _check_text(button.get("url"), URL_BYTES, codes["url"])
        if not str(button["url"]).startswith(("http://", "https://")):
            raise Refusal(codes["domain"])
    elif kind not in WITH_MEDIA:
        raise Refusal(codes["type"])


def _check_text(text: object, most: int, code: int) -> None:
    if not isinstance(text, str) or not 1 <= len(text.encode()) <= most:
        raise Refusal(code)


def _stored(button: dict[str, Any]) -> dict[str, Any]:
    """Return a button as `menu/get` shows it: always with a list of sub-buttons."""
    rows = [_stored(row) for row in button.get("sub_button") or ()]
    return {k: v for k, v in button.items() if k != "sub_button"} | {"sub_button": rows}


ROUTES: list[Route] = [
    api("/cgi-bin/menu/create", create),
    api("/cgi-bin/menu/get", get, method="GET"),
    api("/cgi-bin/menu/delete", delete, method="GET"),
]

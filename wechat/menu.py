"""The menu of an account: what WeChat takes, checked before it is asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

COLUMNS, ROWS = 3, 5
NAME_BYTES, SUB_NAME_BYTES = 16, 60
KEY_BYTES, URL_BYTES = 128, 1024

WITH_KEY = frozenset(
    {
        *("click", "scancode_push", "scancode_waitmsg", "location_select"),
        *("pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
    }
)
NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(WITH_KEY, ("key",)),
    "view": ("url",),
    "miniprogram": ("url", "appid", "pagepath"),
    "media_id": ("media_id",),
    "view_limited": ("media_id",),
    "article_id": ("article_id",),
    "article_view_limited": ("article_id",),
}
"""What a button of each type has to say."""

Button = Mapping[str, Any]


def faults(menu: Mapping[str, Any]) -> list[str]:
    """Say everything that WeChat would refuse, button by button.

    >>> faults({"button": [{"name": "查询", "type": "click"}]})
    ['查询: a click button needs key']
    """
    columns = menu.get("button")
    if not isinstance(columns, Sequence) or not 1 <= len(columns) <= COLUMNS:
        return [f"the menu has 1 to {COLUMNS} columns"]
    return [*_faults(columns), *_repeated(columns)]


def _faults(columns: Sequence[Button]) -> Iterator[str]:
    for column in columns:
        name = str(column.get("name", ""))
        yield from _of_name(name, NAME_BYTES)
        rows = column.get("sub_button") or ()
        if not rows:
            yield from _of_target(name, column)
        if len(rows) > ROWS:
            yield f"{name}: {len(rows)} entries, at most {ROWS}"
        for row in rows:
            path = f"{name} / {row.get('name', '')}"
            yield from _of_name(str(row.get("name", "")), SUB_NAME_BYTES, path=path)
            yield from _of_target(path, row)


def _of_name(name: str, most: int, *, path: str | None = None) -> Iterator[str]:
    size = len(name.encode())
    if not size:
        yield f"{path or 'a column'}: has no name"
    elif size > most:
        yield f"{path or name}: the name has {size} bytes, at most {most}"


def _of_target(path: str, button: Button) -> Iterator[str]:
    """Check the type and what it needs."""
    if button.get("sub_button"):
        yield f"{path}: an entry has no entries of its own"
        return
    kind = button.get("type")
    if kind not in NEEDS:
        yield f"{path}: the type “{kind}” is none of WeChat's"
        return
    for name in NEEDS[str(kind)]:
        if not button.get(name):
            yield f"{path}: a {kind} button needs {name}"
    yield from _of_sizes(path, button)


def _of_sizes(path: str, button: Button) -> Iterator[str]:
    for name, most in (("key", KEY_BYTES), ("url", URL_BYTES)):
        size = len(str(button.get(name, "")).encode())
        if size > most:
            yield f"{path}: the {name} has {size} bytes, at most {most}"
    url = urlsplit(str(button.get("url") or "https://unasked"))
    is_loopback = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost")
    if not url.hostname or not (url.scheme == "https" or is_loopback):
        yield f"{path}: the link has to begin with https://"


def _repeated(columns: Sequence[Button]) -> Iterator[str]:
    keys = [
        button["key"]
        for column in columns
        for button in (column.get("sub_button") or (column,))
        if button.get("key")
    ]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"the key “{key}” stands in {keys.count(key)} entries"

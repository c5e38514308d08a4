"""The menu file as WeChat wants it, and how it differs from what WeChat shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from helpdesk.errors import ConfigurationError
from helpdesk.menu import Entry, Menu
from wechat.menu import faults

Buttons = list[dict[str, Any]]


def to_wechat(menu: Menu, *, public_url: str | None) -> dict[str, Buttons]:
    """Write the menu as `menu/create` takes it.

    Raises:
        ConfigurationError: WeChat would refuse it; every reason is named.
    """
    pages = [entry.name for entry in menu.entries if entry.page]
    if pages and not public_url:
        raise ConfigurationError(
            f"set GONGHUI_PUBLIC_URL: {', '.join(pages)} open pages of this assistant"
        )
    buttons: Buttons = [
        {
            "name": column.name,
            "sub_button": [_button(entry, str(public_url)) for entry in column.entries],
        }
        for column in menu.columns
    ]
    if wrong := faults({"button": buttons}):
        raise ConfigurationError("\n".join(("menu.yml:", *wrong)))
    return {"button": buttons}


def _button(entry: Entry, public_url: str) -> dict[str, Any]:
    if entry.page:
        url = public_url.rstrip("/") + entry.page
        return {"type": "view", "name": entry.name, "url": url}
    return {"type": "click", "name": entry.name, "key": entry.key}


def differences(
    shown: Mapping[str, Any] | None, wanted: Mapping[str, Any]
) -> list[str]:
    """Say in words what a push would change.

    >>> one = {"button": [{"name": "查", "type": "click", "key": "a"}]}
    >>> differences(one, {"button": [{"name": "查", "type": "click", "key": "b"}]})
    ['change  查: click a → click b']
    """
    before, after = dict(_places(shown or {})), dict(_places(wanted))
    said = [f"remove  {path}" for path in before if path not in after]
    said += [f"add     {path}: {after[path]}" for path in after if path not in before]
    said += [
        f"change  {path}: {before[path]} → {after[path]}"
        for path in after
        if path in before and before[path] != after[path]
    ]
    if not said and list(before) != list(after):
        said.append("change  the order of the entries")
    return said


def outline(menu: Mapping[str, Any] | None) -> list[str]:
    """Write a menu line by line."""
    return [f"{path}: {target}" for path, target in _places(menu or {})]


def _places(menu: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name every button that does something by its path, with what it does."""
    for column in menu.get("button", ()):
        rows = column.get("sub_button") or ()
        if not rows:
            yield str(column.get("name")), _target(column)
        for row in rows:
            yield f"{column.get('name')} / {row.get('name')}", _target(row)


def _target(button: Mapping[str, Any]) -> str:
    names = ("type", "key", "url", "media_id", "article_id", "appid", "pagepath")
    return " ".join(str(button[name]) for name in names if button.get(name))

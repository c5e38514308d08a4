"""Whether the WeChat settings are complete and can be right."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk.config import Settings

CONSOLE = "mp.weixin.qq.com → 设置与开发 → 开发接口管理 → 基本配置"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHAPES = {
    "wechat_app_id": (r"wx[0-9a-zA-Z]{16}", "“wx” and 16 letters or digits"),
    "wechat_app_secret": (r"[0-9a-zA-Z]{32}", "32 letters or digits"),
    "wechat_token": (r"[0-9a-zA-Z]{3,32}", "3 to 32 letters or digits"),
    "wechat_encoding_aes_key": (r"[0-9a-zA-Z]{43}", "43 letters or digits"),
    "wechat_previous_aes_key": (r"[0-9a-zA-Z]{43}", "43 letters or digits"),
}
OPTIONAL = frozenset({"wechat_previous_aes_key"})


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the settings alone; nothing is called."""
    shapes = list(_shapes(settings))
    yield from shapes
    if not shapes:
        yield fine("settings: complete and well-formed")
    yield from _mode(settings)
    yield from _public_url(settings.public_url)
    yield _notices(settings)


def _shapes(settings: Settings) -> Iterator[Finding]:
    for name, (pattern, shape) in SHAPES.items():
        value = _text(getattr(settings, name))
        variable = f"GONGHUI_{name.upper()}"
        is_needed = name not in OPTIONAL and not (
            "aes_key" in name and settings.wechat_mode == "plain"
        )
        if not value and is_needed:
            yield wrong(f"{variable} is not set", f"copy it from {CONSOLE}")
        elif value and not re.fullmatch(pattern, value):
            yield wrong(
                f"{variable} has {len(value)} characters, expected are {shape}",
                f"copy it anew from {CONSOLE}",
            )


def _text(value: str | SecretStr | None) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value or ""


def _mode(settings: Settings) -> Iterator[Finding]:
    if settings.wechat_mode != "safe":
        yield doubtful(
            f"mode {settings.wechat_mode}: messages travel without encryption",
            "choose 安全模式 in the console, then GONGHUI_WECHAT_MODE=safe",
        )


def _public_url(url: str | None) -> Iterator[Finding]:
    variable = "GONGHUI_PUBLIC_URL"
    if not url:
        yield wrong(
            f"{variable} is not set", "set it to https://… as telephones reach it"
        )
        return
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        yield wrong(f"{variable} is no address: {url}", "write https://host")
    elif parts.hostname in LOOPBACK:
        yield doubtful(
            f"{variable} is this machine: {url}", "fine with the stand-in only"
        )
    elif port not in (None, {"http": 80, "https": 443}[parts.scheme]):
        yield wrong(
            f"{variable} has port {port}; WeChat calls 80 and 443 alone",
            "put a proxy on port 443 before the assistant",
        )
    elif parts.scheme == "http":
        yield doubtful(f"{variable} is not encrypted", "use https://")
    else:
        yield fine(f"public address: {url}")


def _notices(settings: Settings) -> Finding:
    if settings.wechat_notices == "none":
        return doubtful(
            "notices: none; 48 hours after a follower's last message nothing can be "
            "told, it waits until the follower writes again",
            "apply for templates, then set GONGHUI_WECHAT_NOTICES and …_NOTICE_IDS",
        )
    if not settings.wechat_notice_ids:
        return wrong(
            f"notices: {settings.wechat_notices}, but no ids",
            "set GONGHUI_WECHAT_NOTICE_IDS to what the console shows",
        )
    names = ", ".join(sorted(settings.wechat_notice_ids))
    return fine(f"notices: {settings.wechat_notices} ({names})")

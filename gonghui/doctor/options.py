"""Whether the settings are complete, and go together."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk.config import Settings

type Rule = Callable[[Settings], Finding | None]

LEAST_SECRET = 16
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRETS = ("bot_secret", "hotline_token")
TOGETHER = (
    ("wechat_app_id", "wechat_app_secret", "wechat_token"),
    ("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
)


def look(settings: Settings) -> Iterator[Finding]:
    """Apply every rule; where none finds anything, say so."""
    found = [finding for rule in RULES if (finding := rule(settings))]
    yield from found or [fine("settings: complete, and they go together")]


def _shared_state(settings: Settings) -> Finding | None:
    if settings.is_production and settings.redis_url is None:
        return doubtful(
            "GONGHUI_REDIS_URL is not set: limits and locks are each process's own",
            "set it before a second process of any kind is started",
        )
    return None


def _bot_secret(settings: Settings) -> Finding | None:
    if settings.is_production and settings.bot_secret is None:
        return wrong(
            "GONGHUI_BOT_SECRET is not set: whoever reaches a bot may speak as anybody",
            "set it for api, bot and actions: `gonghui secrets init`",
        )
    return None


def _weak(settings: Settings) -> Finding | None:
    named = [
        f"GONGHUI_{name.upper()}"
        for name in SECRETS
        if (secret := getattr(settings, name))
        and len(secret.get_secret_value()) < LEAST_SECRET
    ]
    if not named:
        return None
    return wrong(
        f"{', '.join(named)}: shorter than {LEAST_SECRET} characters",
        "make a new one: `openssl rand -base64 32`",
    )


def _together(settings: Settings) -> Finding | None:
    for names in TOGETHER:
        missing = [name for name in names if not getattr(settings, name)]
        if missing and len(missing) < len(names):
            named = ", ".join(f"GONGHUI_{name.upper()}" for name in missing)
            return wrong(f"{named}: not set, though its companions are", "set it")
    return None


def _public(settings: Settings) -> Finding | None:
    url = settings.public_url
    if settings.is_production and not url:
        return doubtful(
            "GONGHUI_PUBLIC_URL is not set: links in WeChat and sign-on need it",
            "set it to https://… as workers' telephones reach it",
        )
    if url and urlsplit(url).scheme != "https" and not settings.demo:
        return wrong(f"GONGHUI_PUBLIC_URL is not encrypted: {url}", "use https://")
    return None


def _open_door(settings: Settings) -> Finding | None:
    if settings.demo and settings.host not in LOOPBACK:
        return wrong(
            f"demo mode listens on {settings.host}: its codes are public",
            "unset GONGHUI_DEMO, or listen on 127.0.0.1",
        )
    return None


def _env_file(_: Settings) -> Finding | None:
    file = Path(".env")
    if file.is_file() and file.stat().st_mode & 0o077:
        return doubtful("others on this machine may read .env", "`chmod 600 .env`")
    return None


RULES: tuple[Rule, ...] = (
    _shared_state,
    _bot_secret,
    _weak,
    _together,
    _public,
    _open_door,
    _env_file,
)

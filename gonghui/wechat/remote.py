"""What WeChat's interface answers us."""

import re
import time
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import httpx

from gonghui.findings import Finding, doubtful, fine, wrong
from gonghui.wechat.menu import differences, to_wechat
from gonghui.wechat.settings import CONSOLE
from helpdesk import menu
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from wechat.client import Client
from wechat.errors import ApiError, Unreachable, WeChatError

SLOW_CLOCK, WRONG_CLOCK = (
    60,
    300,
)  # seconds; WeChat's requests older than 300 are refused
PATIENCE = 5.0
ADDRESS = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]+:[0-9a-fA-F]+"
)

REMEDIES = {
    40001: f"the secret is wrong or was reset: copy it anew from {CONSOLE}",
    40013: f"GONGHUI_WECHAT_APP_ID is no account's: copy it from {CONSOLE}",
    40125: f"GONGHUI_WECHAT_APP_SECRET is wrong: copy it anew from {CONSOLE}",
    48001: "the account may not do this: it has to be a verified 服务号",
}


async def clock(http: httpx.AsyncClient, *, base: str) -> Finding:
    """Compare our clock with WeChat's."""
    try:
        answer = await http.head(base, timeout=PATIENCE)
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except httpx.HTTPError as error:
        return wrong(
            f"{base} is not reached: {type(error).__name__}",
            "let this machine through to it (DNS, firewall, proxy)",
        )
    except (KeyError, ValueError):
        return doubtful("clock: WeChat told no time", "compare it by hand: `date -u`")
    off = round(time.time() - theirs)
    told = f"clock: {abs(off)} s {'ahead of' if off > 0 else 'behind'} WeChat's"
    if abs(off) > WRONG_CLOCK:
        return wrong(told, "set the clock (NTP): every message is refused as too old")
    if abs(off) > SLOW_CLOCK:
        return doubtful(told, "set the clock (NTP) before it goes further")
    return fine("clock: agrees with WeChat's")


async def account(client: Client, settings: Settings) -> AsyncIterator[Finding]:
    """Fetch a token, and with it what only the account's owner may see."""
    try:
        await client.token()
    except WeChatError as error:
        yield wrong(f"token: {error}", remedy(error))
        return
    yield fine("token: WeChat gives one")
    try:
        count = len(await client.callback_addresses())
        yield fine(f"WeChat calls from {count} addresses")
    except WeChatError as error:
        yield wrong(f"WeChat's addresses: {error}", remedy(error))
    yield await _menu(client, settings)


def remedy(error: WeChatError) -> str:
    """Say what helps against an error of WeChat's interface."""
    if isinstance(error, Unreachable):
        return (
            "try again; if it stays, look at GONGHUI_WECHAT_API_BASE and the firewall"
        )
    if not isinstance(error, ApiError):
        return "report it"
    if error.code == 40164:
        found = ADDRESS.search(str(error))
        address = found[0] if found else "this machine's public address"
        return f"put {address} on the IP白名单 at {CONSOLE}"
    return REMEDIES.get(error.code, "look the errcode up in WeChat's documentation")


async def _menu(client: Client, settings: Settings) -> Finding:
    """Compare the menu that followers see with the file."""
    try:
        wanted = to_wechat(menu.load(), public_url=settings.public_url)
        shown = await client.menu()
    except ConfigurationError as error:
        return wrong(f"menu: {error}", "correct helpdesk/menu/menu.yml or the settings")
    except WeChatError as error:
        return wrong(f"menu: {error}", remedy(error))
    changes = differences(shown, wanted)
    if shown is None:
        return doubtful("menu: there is none", "`gonghui wechat menu push`")
    if changes:
        return doubtful(
            f"menu: {len(changes)} differences to the file",
            "`gonghui wechat menu show`, then `push`",
        )
    return fine("menu: as in the file")

"""The demo's WeChat: a stand-in on loopback with secrets made for one start."""

import json
import secrets
import string
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from gonghui.places import ROOT
from gonghui.supervisor import Child
from gonghui.wechat.account import OneToken
from gonghui.wechat.menu import to_wechat
from helpdesk import menu
from wechat.client import Client
from wechat.errors import WeChatError

LETTERS = string.ascii_letters + string.digits
NOTICE_IDS = {"ticket": "demo-notice-of-a-ticket"}


@dataclass(frozen=True, slots=True)
class DemoWeChat:
    """Where the stand-in listens, and what every process is told of it.

    The account is another one at each start: a token that was kept from the last start
    is not mistaken for one of this.
    """

    address: str
    environment: Mapping[str, str]
    child: Child


def demo_wechat(*, port: int, public_url: str) -> DemoWeChat:
    """Make up an account that nobody else knows."""
    address = f"http://127.0.0.1:{port}"
    aes_key = _letters(43)
    environment = {
        "GONGHUI_WECHAT_APP_ID": "wx" + secrets.token_hex(8),
        "GONGHUI_WECHAT_APP_SECRET": secrets.token_hex(16),
        "GONGHUI_WECHAT_TOKEN": _letters(32),
        "GONGHUI_WECHAT_ENCODING_AES_KEY": aes_key,
        "GONGHUI_WECHAT_PREVIOUS_AES_KEY": aes_key,  # not one from .env
        "GONGHUI_WECHAT_MODE": "safe",
        "GONGHUI_WECHAT_API_BASE": address,
        "GONGHUI_WECHAT_OPEN_BASE": address,
        "GONGHUI_WECHAT_NOTICES": "template",
        "GONGHUI_WECHAT_NOTICE_IDS": json.dumps(NOTICE_IDS),
        "GONGHUI_PUBLIC_URL": public_url,
    }
    command = (
        *(sys.executable, "-m", "wechat.standin", "--port", str(port)),
        *("--callback", f"{public_url}/wechat"),
    )
    told = environment | {"PYTHONUNBUFFERED": "1"}
    return DemoWeChat(address, environment, Child("wechat", command, ROOT, told))


async def push_menu(demo: DemoWeChat) -> str | None:
    """Bring the menu to the stand-in; return what went wrong."""
    told = demo.environment
    account = Client(
        told["GONGHUI_WECHAT_APP_ID"],
        told["GONGHUI_WECHAT_APP_SECRET"],
        base=demo.address,
        tokens=OneToken(),
    )
    wanted = to_wechat(menu.load(), public_url=told["GONGHUI_PUBLIC_URL"])
    try:
        await account.set_menu(wanted)
    except WeChatError as error:
        return str(error)
    finally:
        await account.close()
    return None


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))

"""`gonghui wechat …`: the menu, and whether the account is set up right."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import typer

from gonghui.findings import Grade
from gonghui.wechat.account import client
from gonghui.wechat.doctor import examine
from gonghui.wechat.menu import differences, outline, to_wechat
from gonghui.wechat.remote import remedy
from helpdesk import menu as menus
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from wechat.client import Client
from wechat.errors import WeChatError

wechat = typer.Typer(
    help="The WeChat account: its menu, and a doctor for its settings.",
    no_args_is_help=True,
)
menu = typer.Typer(
    help="The menu below the talk: helpdesk/menu/menu.yml.", no_args_is_help=True
)
wechat.add_typer(menu, name="menu")


@menu.command()
def show() -> None:
    """Show what WeChat has now, and what a push would change."""
    settings = Settings()
    wanted = to_wechat(menus.load(), public_url=settings.public_url)
    shown = _asked(settings, lambda account: account.menu())
    print("\n".join(outline(shown)) or "WeChat shows no menu")
    changes = differences(shown, wanted)
    _say("\n".join(changes) or "as in the file")


@menu.command()
def push() -> None:
    """Bring the file to WeChat; does nothing when nothing has changed."""
    settings = Settings()
    wanted = to_wechat(menus.load(), public_url=settings.public_url)

    async def work(account: Client) -> list[str]:
        changes = differences(await account.menu(), wanted)
        if changes:
            await account.set_menu(wanted)
        return changes

    changes = _asked(settings, work)
    print("\n".join(changes) or "nothing changed")
    if changes:
        _say("telephones show it within some minutes")


@wechat.command()
def doctor() -> None:
    """Examine settings, clock, token, callback, menu and worker.

    Exit code 1: something is wrong; 2: no account is configured.
    """
    settings = Settings()
    if not settings.wechat_app_id:
        raise ConfigurationError("no WeChat account: GONGHUI_WECHAT_APP_ID is not set")
    if Grade.wrong in asyncio.run(_told(settings)):
        raise typer.Exit(1)


async def _told(settings: Settings) -> set[Grade]:
    grades = set()
    async for finding in examine(settings):
        print(finding, flush=True)
        grades.add(finding.grade)
    return grades


def _asked[T](settings: Settings, work: Callable[[Client], Awaitable[T]]) -> T:
    """Ask WeChat; an error of its interface is one line and exit code 1."""

    async def run() -> T:
        account = client(settings)
        try:
            return await work(account)
        finally:
            await account.close()

    try:
        return asyncio.run(run())
    except WeChatError as error:
        _say(f"{error}\n→ {remedy(error)}")
        raise typer.Exit(1) from None


def _say(text: str) -> None:
    print(text, file=sys.stderr)

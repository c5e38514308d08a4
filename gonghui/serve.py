"""`gonghui serve`: every process of the assistant under one supervisor."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Annotated

import httpx
import typer

from gonghui.places import bot_python, trained_model
from gonghui.processes import LOOPBACK, Ports, children, choose_ports, is_free
from gonghui.records import prepare
from gonghui.supervisor import Supervisor
from gonghui.teaching import is_current
from gonghui.wechat.demo import DemoWeChat, demo_wechat, push_menu
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from observe.logs import JSON, relayed

READY_SECONDS = 180.0  # Rasa alone needs 15 to 60 on a small machine
POLL_SECONDS = 0.5


def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="0 takes a free one")
    ] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="synthetic members, no real SMS or WeChat")
    ] = False,
) -> None:
    """Run bot, actions, api and worker; Ctrl-C stops them all.

    In demo mode one more process plays WeChat, and the real one is never called.
    """
    settings = _settings(demo)
    ports = choose_ports(port)
    _refuse_what_cannot_work(settings, ports)
    prepare(settings)
    if not asyncio.run(run(settings, ports)):
        raise typer.Exit(1)


def _settings(demo: bool) -> Settings:
    return Settings(demo=True) if demo else Settings()


def _refuse_what_cannot_work(settings: Settings, ports: Ports) -> None:
    bot_python()
    model = trained_model(settings)
    if not is_current(model.parent):
        print(
            "the model was made from other sources; `gonghui train` renews it",
            file=sys.stderr,
        )
    if not is_free(settings.host, ports.api):
        raise ConfigurationError(
            f"port {ports.api} is taken; stop what uses it, or choose --port"
        )


async def run(settings: Settings, ports: Ports) -> bool:
    """Run until a signal comes; False when nothing was ever answered."""
    wechat = None
    if settings.demo:
        public_url = f"http://{LOOPBACK}:{ports.api}"
        wechat = demo_wechat(port=ports.wechat, public_url=public_url)
    supervisor = Supervisor(
        children(settings, ports, wechat),
        lines=relayed if settings.log_format == JSON else None,
    )
    return await attend(supervisor, _announce(supervisor, settings, ports, wechat))


async def attend(supervisor: Supervisor, announce: Coroutine[None, None, bool]) -> bool:
    """Supervise until a signal comes; False when nothing could be announced."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    running = asyncio.create_task(supervisor.run())
    announcing = asyncio.create_task(announce)
    await asyncio.wait({running, announcing}, return_when=asyncio.FIRST_COMPLETED)
    if not announcing.done():  # stopped by a signal while still starting
        announcing.cancel()
        return True
    if not announcing.result():
        supervisor.stop()
    await running
    return announcing.result()


async def _announce(
    supervisor: Supervisor,
    settings: Settings,
    ports: Ports,
    wechat: DemoWeChat | None,
) -> bool:
    """Say `ready` once a real message was answered."""
    if not await wait_until_ready(f"http://{LOOPBACK}:{ports.api}"):
        supervisor.say(
            "serve", f"nothing was answered in {READY_SECONDS:g} s: giving up"
        )
        return False
    address = f"http://{settings.host}:{ports.api}/"
    print(f"ready {address}", flush=True)
    supervisor.say("serve", f"workers' chat page  {address}")
    if wechat:
        await _open_wechat(supervisor, wechat)
    supervisor.say("serve", "Ctrl-C stops every process")
    return True


async def _open_wechat(supervisor: Supervisor, wechat: DemoWeChat) -> None:
    """Give the stand-in its menu and say where it is."""
    if fault := await push_menu(wechat):
        supervisor.say("serve", f"the WeChat stand-in has no menu: {fault}")
    supervisor.say("serve", f"WeChat stand-in     {wechat.address}/")


async def wait_until_ready(address: str, seconds: float = READY_SECONDS) -> bool:
    """Wait until the assistant has answered a real message."""
    deadline = asyncio.get_running_loop().time() + seconds
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        while asyncio.get_running_loop().time() < deadline:
            try:
                answer = await client.get("/readyz", timeout=10)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                return True
            await asyncio.sleep(POLL_SECONDS)
    return False

"""`gonghui worker`: what leaves the house, and what has to go."""

import asyncio
import logging
import signal
from functools import cache

import uvloop

from api.wechat import interface
from gonghui.places import trained_model
from gonghui.posting import poster
from gonghui.wechat.fetching import fetcher
from gonghui.wechat.messenger import messenger
from helpdesk import worker as work
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions
from helpdesk.notifications import DemoSender, NoSender
from helpdesk.seed.calls import hand_in
from helpdesk.transcripts.analysis import Analyst
from observe.process import observed

logger = logging.getLogger(__name__)


def worker() -> None:
    """Send what is due and clear what is over; several may share the work.

    It ends between two jobs on SIGTERM or Ctrl-C.
    """
    settings = Settings()
    with observed(
        "worker",
        log_format=settings.log_format,
        metrics_host=settings.metrics_host,
        metrics_port=settings.metrics_port,
    ):
        uvloop.run(_run(settings))  # it looks for work many times a second


async def _run(settings: Settings) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    client = interface.client(settings, sessions)
    logger.info("worker started")
    try:
        async with poster() as post:
            providers = work.Providers(
                sender=DemoSender() if settings.demo else NoSender(),
                messenger=messenger(client, settings) if client else None,
                fetch=fetcher(client) if client else None,
                post=post,
                reader=cache(lambda: Analyst.load(trained_model(settings))),
            )
            if settings.demo:
                await hand_in(sessions, data_dir=settings.data_dir)
            await work.run(settings, sessions, providers, stop)
    finally:
        if client is not None:
            await client.close()
        await engine.dispose()
    logger.info("worker stopped")

"""FastAGI as the settings want it: none, or a server beside the routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.hotline.agi.listening import Ears
from api.hotline.agi.recordings import Recordings
from api.hotline.agi.server import AgiServer
from api.hotline.agi.session import Tools
from api.hotline.agi.sounds import Speaker, Spool
from api.services import Services
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from speech import Recogniser, Synthesiser, recogniser, synthesiser

FOLDER = "telephony"
ESPEAK = "espeak:"


def check(settings: Settings) -> None:
    """Refuse settings with which no call could be held.

    Raises:
        ConfigurationError: There is no token.
    """
    if settings.agi_port and not settings.demo and settings.hotline_token is None:
        raise ConfigurationError("GONGHUI_AGI_PORT needs GONGHUI_HOTLINE_TOKEN")


@asynccontextmanager
async def listening(
    settings: Settings, services: Services
) -> AsyncIterator[AgiServer | None]:
    """Take calls from Asterisk while the application runs."""
    if not settings.agi_port:
        yield None
        return
    hears = recogniser(settings.speech_url) if settings.speech_url else None
    speaks = synthesiser(settings.voice_url or ESPEAK)
    server = _server(settings, services, hears=hears, speaks=speaks)
    await server.start(settings.agi_host, settings.agi_port)
    try:
        yield server
    finally:
        await server.stop()
        await speaks.close()
        if hears is not None:
            await hears.close()


def _server(
    settings: Settings,
    services: Services,
    *,
    hears: Recogniser | None,
    speaks: Synthesiser,
) -> AgiServer:
    spool = Spool(settings.agi_spool or settings.data_dir / FOLDER)
    tools = Tools(
        services.hotline,
        Speaker(speaks),
        Ears(hears, spool),
        spool,
        Recordings(services.sessions, spool.calls, data_dir=settings.data_dir),
    )
    return AgiServer(tools, token=None if settings.demo else settings.hotline_token)

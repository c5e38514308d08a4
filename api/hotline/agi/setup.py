"""FastAGI as the settings want it: none, or a server beside the routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api import speaking
from api.hotline.agi.listening import Ears
from api.hotline.agi.recordings import Recordings
from api.hotline.agi.server import AgiServer
from api.hotline.agi.session import Tools
from api.hotline.agi.sounds import Speaker, Spool
from api.services import Services
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from speech import Recogniser, Synthesiser

FOLDER = "telephony"


def check(settings: Settings) -> None:
    """Refuse settings with which no call could be held.

    Raises:
        ConfigurationError: There is no token, or no voice.
    """
    if not settings.agi_port:
        return
    if not settings.demo and settings.hotline_token is None:
        raise ConfigurationError("GONGHUI_AGI_PORT needs GONGHUI_HOTLINE_TOKEN")
    if speaking.voice(settings) is None:
        raise ConfigurationError(
            "GONGHUI_AGI_PORT needs espeak-ng or GONGHUI_VOICE_URL"
        )


@asynccontextmanager
async def listening(
    settings: Settings, services: Services
) -> AsyncIterator[AgiServer | None]:
    """Take calls from Asterisk while the application runs."""
    voice = speaking.voice(settings)
    if not settings.agi_port or voice is None:
        yield None
        return
    recogniser = speaking.ears(settings)
    server = _server(settings, services, recogniser, voice)
    await server.start(settings.agi_host, settings.agi_port)
    try:
        yield server
    finally:
        await server.stop()
        await voice.close()
        if recogniser is not None:
            await recogniser.close()


def _server(
    settings: Settings,
    services: Services,
    recogniser: Recogniser | None,
    voice: Synthesiser,
) -> AgiServer:
    spool = Spool(settings.agi_spool or settings.data_dir / FOLDER)
    tools = Tools(
        services.hotline,
        Speaker(voice),
        Ears(recogniser, spool),
        spool,
        Recordings(services.sessions, spool.calls, data_dir=settings.data_dir),
    )
    return AgiServer(tools, token=None if settings.demo else settings.hotline_token)

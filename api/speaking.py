"""Who hears and who speaks, by the settings."""

import shutil
from collections.abc import Callable

import speech
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

ESPEAK = "espeak:"
KEPT = "prompts"
"""The folder of what the hotline says often, in the data directory."""


def ears(settings: Settings) -> speech.Recogniser | None:
    """Return the recogniser of the settings; nothing where none is configured."""
    url = settings.speech_url
    if not url:
        return None
    return _made("GONGHUI_SPEECH_URL", lambda: speech.recogniser(url))


def voice(settings: Settings) -> speech.Voice | None:
    """Return the voice of the settings, or the machine's own where it has one."""
    url = settings.voice_url or (ESPEAK if shutil.which("espeak-ng") else None)
    if url is None:
        return None
    folder = settings.data_dir / KEPT
    return _made("GONGHUI_VOICE_URL", lambda: speech.synthesiser(url, keep_in=folder))


def _made[Kind](name: str, make: Callable[[], Kind]) -> Kind:
    try:
        return make()
    except speech.BadAddress as error:
        raise ConfigurationError(f"{name}: {error}") from None

"""Hears voice messages that came without words: fetched, then given to a recogniser."""

import asyncio
import logging
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

import speech
from api.speaking import ears
from api.wechat import interface
from helpdesk.config import Settings
from helpdesk.rules import rules
from wechat.client import Media
from wechat.errors import WeChatError

log = logging.getLogger("api.wechat")

RULES = Path(__file__).with_name("hearing.yml")


class Fetches(Protocol):
    """Hands out what followers sent."""

    async def close(self) -> None:
        """Close the connections."""

    async def media(self, media_id: str, *, largest: int) -> Media:
        """Return a file."""


class VoiceMessages:
    """Fetches a voice message and has it heard; close it at the end."""

    def __init__(self, client: Fetches, recogniser: speech.Recogniser) -> None:
        self._client = client
        self._recogniser = recogniser

    async def hear(self, media_id: str) -> str | None:
        """Return what is said, None where that can not be told with confidence."""
        book = rules(RULES)
        try:
            async with asyncio.timeout(book["seconds"]):
                media = await self._client.media(media_id, largest=book["largest"])
                audio = speech.Audio(media.content, media.media_type)
                heard = await self._recogniser.hear(audio)
            return _sure(heard, least=book["least_confidence"])
        except TimeoutError:
            why = "no answer in time"
        except WeChatError as error:
            why = type(error).__name__  # its words may hold an address
        except speech.SpeechError as error:
            why = str(error)
        log.warning("a voice message was not heard: %s", why)
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._recogniser.close()
        await self._client.close()


def hearing(
    settings: Settings, sessions: async_sessionmaker[AsyncSession]
) -> VoiceMessages | None:
    """Return what hears voice messages; nothing where none is configured."""
    client = interface.client(settings, sessions) if settings.speech_url else None
    recogniser = ears(settings) if client else None
    return VoiceMessages(client, recogniser) if client and recogniser else None


def _sure(heard: speech.Heard, *, least: float) -> str | None:
    """Return the likeliest words if they are sure enough."""
    for likeliest in heard.alternatives[:1]:
        if likeliest.confidence >= least:
            return likeliest.text
    return None

"""Hears voice messages that came without words: fetched, then given to a recogniser."""

import asyncio
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.wechat import interface
from helpdesk.config import Settings
from helpdesk.rules import rules
from wechat.client import Media
from wechat.errors import WeChatError

log = logging.getLogger("api.wechat")

RULES = Path(__file__).with_name("hearing.yml")
UNNAMED = "application/octet-stream"


class Fetches(Protocol):
    """Hands out what followers sent."""

    async def close(self) -> None:
        """Close the connections."""

    async def media(self, media_id: str, *, largest: int) -> Media:
        """Return a file."""


class Unheard(Exception):
    """The recogniser gave no words; the text says why, without any of them."""


class Recogniser:
    """Asks the speech recogniser of the settings; close it at the end."""

    def __init__(
        self,
        client: Fetches,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._client = client
        self._url = url
        self._http = httpx.AsyncClient(
            transport=transport, timeout=rules(RULES)["seconds"]
        )

    async def hear(self, media_id: str) -> str | None:
        """Return what is said, None where that can not be told with confidence."""
        book = rules(RULES)
        try:
            async with asyncio.timeout(book["seconds"]):
                media = await self._client.media(media_id, largest=book["largest"])
                said = await self._recognised(media)
            return _sure(said, least=book["least_confidence"])
        except TimeoutError:
            why = "no answer in time"
        except (WeChatError, httpx.HTTPError) as error:
            why = type(error).__name__  # its words may hold an address
        except Unheard as unheard:
            why = str(unheard)
        log.warning("a voice message was not heard: %s", why)
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
        await self._client.close()

    async def _recognised(self, media: Media) -> Mapping[str, Any]:
        kind = media.media_type if media.media_type.startswith("audio/") else UNNAMED
        async with self._http.stream(
            "POST", self._url, content=media.content, headers={"Content-Type": kind}
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise Unheard(f"status {response.status_code}")
            return _read(await _body(response))


def hearing(
    settings: Settings, sessions: async_sessionmaker[AsyncSession]
) -> Recogniser | None:
    """Return what hears voice messages; nothing where none is configured."""
    if not settings.speech_url:
        return None
    client = interface.client(settings, sessions)
    return Recogniser(client, settings.speech_url) if client else None


async def _body(response: httpx.Response) -> bytes:
    body, longest = bytearray(), rules(RULES)["longest_answer"]
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > longest:
            raise Unheard("the answer is too long")
    return bytes(body)


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unheard("the answer is no JSON") from None
    if not isinstance(said, dict):
        raise Unheard("the answer is no JSON object")
    return said


def _sure(said: Mapping[str, Any], *, least: float) -> str | None:
    """Return the words if they are sure enough."""
    text, confidence = said.get("text"), said.get("confidence")
    is_number = isinstance(confidence, int | float) and not isinstance(confidence, bool)
    if not isinstance(text, str) or not is_number:
        raise Unheard("the answer lacks text or confidence")
    sure = float(confidence or 0) >= least  # not a number is never sure
    return text.strip() or None if sure else None

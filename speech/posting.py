"""A recogniser behind HTTP: takes a recording by POST, answers JSON.

``{"text", "confidence"}`` and, where it knows several texts,
``"nbest": [{"text", "confidence"}]``.
"""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from speech.errors import Refused, TooLong, Unreachable
from speech.kinds import NO_WORDS, Alternative, Audio, Heard

LARGEST_ANSWER = 65536
LARGEST_AUDIO = 32 * 1024 * 1024
MOST = 10
"""Alternatives: what comes after them nobody said."""

SECONDS = 15.0
AUDIO = re.compile(r"audio/[\w.+-]+", re.ASCII)
UNNAMED = "application/octet-stream"


class PostingRecogniser:
    """Posts recordings to one address. Hot words are a setting of the service there."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float = SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = url
        self._seconds = seconds
        self._http = httpx.AsyncClient(transport=transport, timeout=seconds)

    async def hear(
        self, audio: Audio, *, hot_words: Mapping[str, int] = NO_WORDS
    ) -> Heard:
        """Return what may have been said."""
        if len(audio.data) > LARGEST_AUDIO:
            raise TooLong("the recording is too large")
        try:
            async with asyncio.timeout(self._seconds):
                return _heard(await self._posted(audio))
        except TimeoutError:
            raise Unreachable("no answer in time") from None
        except httpx.HTTPError as error:  # its words may hold the address
            raise Unreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _posted(self, audio: Audio) -> bytes:
        headers = {"Content-Type": _media_type(audio)}
        async with self._http.stream(
            "POST", self._url, content=audio.data, headers=headers
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise Refused(f"status {response.status_code}")
            return await _body(response)


def _media_type(audio: Audio) -> str:
    """Name the kind of a recording; a name that is none never becomes a header."""
    if not AUDIO.fullmatch(audio.media_type):
        return UNNAMED
    rate = f";rate={audio.rate}" if audio.rate else ""
    return audio.media_type + rate


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise Unreachable("the answer is too long")
    return bytes(body)


def _heard(body: bytes) -> Heard:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreachable("the answer is no JSON") from None
    if not isinstance(said, dict):
        raise Unreachable("the answer is no JSON object")
    return Heard(tuple(_alternatives(said)))


def _alternatives(said: Mapping[str, Any]) -> Iterator[Alternative]:
    """Give the favourite first, the others once each, and none that is silent."""
    others = said.get("nbest") or []
    if not isinstance(others, list):
        raise Unreachable("the alternatives are no list")
    known = set()
    for one in (said, *others[:MOST]):
        read = _alternative(one)
        if read.text and read.text not in known:
            known.add(read.text)
            yield read


def _alternative(said: object) -> Alternative:
    match said:
        case {"text": str(text), "confidence": int() | float() as sure}:
            if not isinstance(sure, bool):
                return Alternative(text.strip(), _share(sure))
    raise Unreachable("the answer lacks text or confidence")


def _share(sure: float) -> float:
    """Return a confidence from 0 to 1; what is no number is never sure."""
    return min(1.0, sure) if sure > 0 else 0.0

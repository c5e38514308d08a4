"""A recogniser behind HTTP: takes a recording by POST, answers JSON."""

import asyncio
import re
from collections.abc import Mapping

import httpx

from speech.answer import heard
from speech.bodies import body_of
from speech.errors import TooLong, Unreachable
from speech.kinds import NO_WORDS, Audio, Heard

LARGEST_ANSWER = 65536
LARGEST_AUDIO = 32 * 1024 * 1024
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
                return heard(await self._posted(audio))
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
            return await body_of(response, largest=LARGEST_ANSWER)


def _media_type(audio: Audio) -> str:
    """Name the kind of a recording; a name that is none never becomes a header."""
    if not AUDIO.fullmatch(audio.media_type):
        return UNNAMED
    rate = f";rate={audio.rate}" if audio.rate else ""
    return audio.media_type + rate

"""A voice behind HTTP: takes a text by POST, answers a WAV file.

The names of the fields are those of Aliyun's RESTful synthesis; a small proxy adds what
another cloud wants beside them (keys, signatures). ``https://name:password@host/…``
is sent as HTTP basic.
"""

import asyncio
from collections.abc import Mapping

import httpx

from speech import wav
from speech.bodies import body_of
from speech.errors import BadAudio, TooLong, Unreachable
from speech.kinds import Audio

LONGEST = 1000  # characters
LARGEST = 8 * 1024 * 1024
SECONDS = 10.0
PACE, SLOW = 0, -300
"""-500 to 500, where 0 is the voice's own pace."""


class PostingSynthesiser:
    """Posts texts to one address."""

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

    async def say(self, ssml_or_text: str, *, slow: bool = False) -> Audio:
        """Return a text as a WAV file for the telephone."""
        if len(ssml_or_text) > LONGEST:
            raise TooLong("the text is too long")
        body = {
            "text": ssml_or_text,
            "format": "wav",
            "sample_rate": wav.TELEPHONE,
            "speech_rate": SLOW if slow else PACE,
        }
        try:
            async with asyncio.timeout(self._seconds):
                data = await self._posted(body)
            return await asyncio.to_thread(_for_telephone, data)
        except TimeoutError:
            raise Unreachable("no answer in time") from None
        except (httpx.HTTPError, UnicodeEncodeError) as error:
            raise Unreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _posted(self, body: Mapping[str, object]) -> bytes:
        async with self._http.stream("POST", self._url, json=body) as response:
            return await body_of(response, largest=LARGEST)


def _for_telephone(data: bytes) -> Audio:
    try:
        return wav.for_telephone(wav.read(data, is_stream=True))
    except BadAudio:
        raise Unreachable("the answer is no WAV file") from None

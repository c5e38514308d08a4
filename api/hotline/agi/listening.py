"""Listening to a caller: keys, or words that a recogniser writes down."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from api.hotline.agi.phone import Phone
from api.hotline.agi.sounds import Spool
from api.hotline.schemas import LONGEST
from speech import Audio, Heard, Recogniser, SpeechError

log = logging.getLogger("api.hotline.agi")

STILL_SECONDS = 6.0
"""How long a caller may say nothing where the hotline does not tell."""

FINISH = "#"
HEARD_WITHIN = 8.0
"""Seconds of a recogniser; a caller waits no longer in silence."""

MOST_ALTERNATIVES = 10

Event = Mapping[str, Any]
"""The fields of what happened, without its call and number."""


class Ears:
    """Takes what a caller does; without a recogniser only keys."""

    def __init__(self, recogniser: Recogniser | None, spool: Spool) -> None:
        self._recogniser = recogniser
        self._spool = spool

    async def listen(
        self, phone: Phone, expect: Mapping[str, Any], *, key: str = ""
    ) -> Event:
        """Return the next event; a key may have been pressed while we spoke."""
        keys, speech = expect.get("dtmf", {}), expect.get("speech")
        seconds = keys.get("timeout_ms", STILL_SECONDS * 1000) / 1000
        if not key and speech and self._recogniser:
            event = await self._words(phone, speech, seconds=seconds)
            key = event.pop("key", "")
            if not key:
                return event
        elif not key:
            key = await phone.key(seconds=seconds)
        if not key:
            return {"event": "timeout"}
        return {"event": "dtmf", "digits": await _number(phone, key, keys)}

    async def _words(
        self, phone: Phone, speech: Mapping[str, float], *, seconds: float
    ) -> dict[str, Any]:
        """Listen until words or a key come, or it was still for too long.

        Asterisk stops recording after a short silence, also the one before a caller
        begins; then it records anew.
        """
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while True:
            with self._spool.borrowed() as file:
                taken = await phone.record(
                    file, seconds=speech["max_s"], silence=speech["end_silence_s"]
                )
                if taken.key:
                    return {"event": "dtmf", "key": taken.key}
                if taken.spoke:
                    audio = Audio(file.with_suffix(".wav").read_bytes(), "audio/wav")
        ...

"""Listening to a caller: keys, or words that a recogniser writes down."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.hotline.agi.phone import Phone
from api.hotline.agi.sounds import Spool
from api.hotline.schemas import LONGEST
from speech import Audio, Heard, Recogniser, SpeechError

log = logging.getLogger("api.hotline.agi")

STILL_SECONDS = 6.0
"""How long a caller may say nothing, where the hotline does not tell."""

HEARD_WITHIN = 8.0
"""Seconds of a recogniser; a caller waits no longer."""

FINISH = "#"
MOST_ALTERNATIVES = 10

Event = dict[str, Any]
"""What happened, by the fields of the hotline's events."""


class Ears:
    """Takes what a caller does; without a recogniser only keys."""

    def __init__(self, recogniser: Recogniser | None, spool: Spool) -> None:
        self._recogniser = recogniser
        self._spool = spool

    async def listen(
        self, phone: Phone, expect: Mapping[str, Any], *, key: str = ""
    ) -> Event:
        """Return the next event; a key may have been pressed while we spoke."""
        keys = expect.get("dtmf", {})
        if key:
            return await _keyed(phone, key, most=int(keys.get("max", 1)))
        seconds = keys.get("timeout_ms", STILL_SECONDS * 1000) / 1000
        match await self._taken(phone, expect.get("speech"), seconds=seconds):
            case Heard() as heard:
                return _said(heard)
            case str(pressed) if pressed:
                return await _keyed(phone, pressed, most=int(keys.get("max", 1)))
        return {"event": "timeout"}

    async def _taken(
        self, phone: Phone, speech: Mapping[str, float] | None, *, seconds: float
    ) -> Heard | str:
        """Return words or a key; an empty text when it was still for too long.

        Asterisk stops recording after any short silence, also the one before a caller
        begins: then it records anew.
        """
        if self._recogniser is None or speech is None:
            return await phone.key(seconds=seconds)
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            with self._spool.borrowed() as file:
                taken = await phone.record(
                    file, seconds=speech["max_s"], silence=speech["end_silence_s"]
                )
                if taken.key:
                    return taken.key
                heard = await self._words(self._recogniser, file, spoke=taken.spoke)
            if heard is not None:
                return heard
        return ""

    async def _words(
        self, recogniser: Recogniser, file: Path, *, spoke: bool
    ) -> Heard | None:
        """Return what may have been said, nothing where nobody spoke.

        A recogniser that fails is no silence: who spoke is asked to say it again.
        """
        if not spoke:
            return None
        audio = Audio(file.with_suffix(".wav").read_bytes(), "audio/wav")
        try:
            async with asyncio.timeout(HEARD_WITHIN):
                heard = await recogniser.hear(audio)
        except (SpeechError, TimeoutError) as error:
            log.warning("a caller was not heard: %s", type(error).__name__)
            return Heard()
        return heard if heard.alternatives else None


def _said(heard: Heard) -> Event:
    likeliest = heard.alternatives[:MOST_ALTERNATIVES]
    said = [
        {"text": one.text[:LONGEST], "confidence": min(max(one.confidence, 0), 1)}
        for one in likeliest
    ]
    return {"event": "speech", "nbest": said}


async def _keyed(phone: Phone, key: str, *, most: int) -> Event:
    """Take the keys that follow, unless this one is all."""
    is_all = most < 2 or key == FINISH
    more = "" if is_all else await phone.more_keys(most - 1)
    return {"event": "dtmf", "digits": key + more}

"""One call: says what the hotline says, listens, and tells it what came."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.hotline.agi.errors import Failed
from api.hotline.agi.listening import Ears
from api.hotline.agi.phone import KEYS, Phone
from api.hotline.agi.recordings import Recordings
from api.hotline.agi.sounds import Speaker, Spool
from api.hotline.line import Hotline
from api.hotline.schemas import CallAnswer, CallEvent

log = logging.getLogger("api.hotline.agi")

RESULT, TICKET, NEXT = "HOTLINE_RESULT", "HOTLINE_TICKET", "HOTLINE_NEXT"
"""Variables for the dialplan: what comes next, and which event would be the next."""

DONE, TRANSFER = "done", "transfer"
"""Results; where none is set the call could not be held."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every call uses."""

    hotline: Hotline
    speaker: Speaker
    ears: Ears
    spool: Spool
    recordings: Recordings


class Session:
    """Holds one call from the greeting to the end."""

    def __init__(
        self, tools: Tools, phone: Phone, *, call_id: str, caller: str | None
    ) -> None:
        self._tools = tools
        self._phone = phone
        self._call_id = call_id
        self._caller = caller
        self._seq = -1

    async def run(self) -> None:
        """Hold the call; the hotline hears of its end whatever happens."""
        await self._phone.answer()
        before = await self._phone.noted(NEXT)
        self._seq = int(before) - 1 if before.isdecimal() else -1
        try:
            await self._talk()
        finally:
            await asyncio.shield(self._over())

    async def _talk(self) -> None:
        """Say and listen in turn until there is nothing more to say."""
        answer = await self._tell("start")
        key = await self._say(answer)
        await self._record()
        while not (answer.hangup or answer.transfer):
            answer = await self._heard(answer, key)
            key = await self._say(answer)
        await self._hand_over(answer)

    async def _heard(self, answer: CallAnswer, key: str) -> CallAnswer:
        """Listen for what the hotline expects and tell it what came."""
        fields = await self._tools.ears.listen(self._phone, answer.expect, key=key)
        return await self._tell(**fields)

    async def _say(self, answer: CallAnswer) -> str:
        """Say it; return the key that cut it short, if one may."""
        if not answer.say:
            return ""
        audio = await self._tools.speaker.say(answer.say, slow=answer.slow)
        with self._tools.spool.lent(audio) as sound:
            return await self._phone.play(
                sound.file,
                seconds=sound.seconds,
                keys=KEYS if answer.barge_in else "",
            )

    async def _tell(self, event: str, **fields: Any) -> CallAnswer:  # noqa: ANN401 - the schema checks them
        """Tell the hotline what happened; the dialplan keeps count.

        A call that comes back to us, after a queue without an answer or a restart,
        goes on counting: what is told twice under one number is answered as before.
        """
        self._seq += 1
        await self._phone.note(NEXT, self._seq + 2)  # a hang-up may take the next
        return await self._take(event, fields)

    async def _take(self, event: str, fields: Mapping[str, Any]) -> CallAnswer:
        content = {"event": event, "seq": self._seq, **fields}
        return await self._tools.hotline.take(
            CallEvent(call_id=self._call_id, caller=self._caller, **content)
        )

    async def _record(self) -> None:
        """Record from here: it has been announced."""
        file = await self._tools.recordings.file(self._call_id, seq=self._seq)
        try:
            await self._phone.record_call(file)
        except Failed:
            log.error("Asterisk does not record calls: is MixMonitor loaded?")

    async def _hand_over(self, answer: CallAnswer) -> None:
        """Say to the dialplan what comes next; nobody's words, only a number."""
        await self._phone.stop_recording()
        if answer.transfer is not None:
            await self._phone.note(TICKET, answer.transfer.ticket or "")
        await self._phone.note(RESULT, TRANSFER if answer.transfer else DONE)

    async def _over(self) -> None:
        self._seq += 1
        await self._take("hangup", {})

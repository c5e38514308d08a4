"""FunASR's runtime: a recording by WebSocket, its text back.

The facts are of its own runtime/docs/websocket_protocol_zh.md and of its C++ server.
One connection hears one recording. The offline service answers once and never says that
this is final; the streaming one (2pass) answers sentence by sentence, and then says so.
Both repeat the name of the recording.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Data, Subprotocol

from speech import hot_words as lists
from speech.errors import BadAddress, Refused, Unreachable
from speech.funasr.task import OFFLINE, STREAMING, Task
from speech.funasr.text import cleaned
from speech.kinds import NO_WORDS, Alternative, Audio, Heard

SECONDS = 15.0
CONNECTING = 3.0
PARTING = 0.5
LARGEST_ANSWER = 1024 * 1024
REFUSALS = frozenset({1003, 1007, 1008, 1009})
"""Close codes that mean no; the others mean that it went away."""


class FunASR:
    """Asks a runtime at ws://… or wss://…, whose certificate is checked.

    ``?mode=2pass`` is for the streaming service, ``?hotwords=FILE`` names a list of
    hot words; neither is sent to the server as part of the address.
    """

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        self._mode = asked.pop("mode", OFFLINE)
        if self._mode not in (OFFLINE, STREAMING):
            raise BadAddress("FunASR's mode is offline or 2pass")
        listed = asked.pop("hotwords", None)
        self._words = lists.read(Path(listed)) if listed else NO_WORDS
        self._url = urlunsplit(parts._replace(query=urlencode(asked)))
        self._seconds = seconds

    async def hear(
        self, audio: Audio, *, hot_words: Mapping[str, int] = NO_WORDS
    ) -> Heard:
        """Return what was said; the runtime gives one text and no confidence.

        Without hot words of the caller's own it listens for those of the address.
        """
        task = Task.of(audio, hot_words or self._words, mode=self._mode)
        if not task.data:
            return Heard()
        try:
            async with asyncio.timeout(self._seconds):
                text = await self._asked(task)
        except TimeoutError:
            raise Unreachable("no answer in time") from None
        except ConnectionClosed as closed:
            raise _parted(closed) from None
        except InvalidStatus as answer:
            raise Refused(f"status {answer.response.status_code}") from None
        except (WebSocketException, OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None
        return Heard((Alternative(text),) if text else ())

    async def close(self) -> None:
        """Nothing is open between two recordings."""

    async def _asked(self, task: Task) -> str:
        """Send and listen at once; what was half heard is never sent again."""
        try:
            connection = await self._connected()
        except ConnectionRefusedError:  # it may just be starting anew
            await asyncio.sleep(0.1)
            connection = await self._connected()
        sending = asyncio.create_task(_send(connection, task))
        try:
            return await _text(connection, task)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            await _part(connection)

    async def _connected(self) -> ClientConnection:
        return await connect(
            self._url,
            subprotocols=[Subprotocol("binary")],
            compression=None,  # sound does not get smaller
            proxy=None,  # what a caller says goes to no third place
            open_timeout=CONNECTING,
            ping_interval=None,  # it decodes, and does not answer meanwhile
            max_size=LARGEST_ANSWER,
        )


async def _send(connection: ClientConnection, task: Task) -> None:
    for frame in task.frames():
        await connection.send(frame)


async def _text(connection: ClientConnection, task: Task) -> str:
    """Gather what is answered until that was all."""
    texts = []
    async for message in connection:
        answer = _answer(message, task)
        if answer.get("mode") != "2pass-online":  # what it thought meanwhile
            texts.append(cleaned(answer["text"]))
        if task.mode == OFFLINE or answer.get("is_final") is True:
            return "".join(texts)
    raise Unreachable("it closed without an answer")


async def _part(connection: ClientConnection) -> None:
    """Say goodbye, but wait for nobody who does not listen."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PARTING):
            await connection.close()
    connection.transport.abort()


def _answer(message: Data, task: Task) -> Mapping[str, Any]:
    """Read an answer; one to another recording is none."""
    try:
        answer = json.loads(message)
    except RecursionError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        raise Unreachable("the answer has no text")
    if answer.get("wav_name", task.name) != task.name:
        raise Unreachable("the answer is to something else")
    if answer["text"].startswith("ERROR"):
        raise Refused("it answered with an error")
    return answer


def _parted(closed: ConnectionClosed) -> Refused | Unreachable:
    code = closed.rcvd.code if closed.rcvd else None
    if code in REFUSALS:
        return Refused(f"closed with {code}")
    return Unreachable("it closed without an answer")

"""The FastAGI server: Asterisk connects for every call."""

import asyncio
import hmac
import logging
import re
from collections.abc import Mapping

from pydantic import SecretStr

from api.hotline.agi.errors import AgiError, HungUp, Malformed, Turned
from api.hotline.agi.phone import Phone
from api.hotline.agi.session import Session, Tools
from api.hotline.agi.wire import LONGEST_LINE, Wire
from api.hotline.schemas import CALL_ID
from speech import SpeechError

log = logging.getLogger("api.hotline.agi")

SCRIPT = "hotline"
MOST_CALLS = 200
"""At once; whoever calls then goes on in the dialplan."""

LONGEST_CALL = 3600.0
"""Seconds, then the call goes on in the dialplan."""

LAST_WORDS = 5.0
"""Seconds that calls have for their end on record when the process stops."""

LONGEST_NUMBER = 32


class AgiServer:
    """Takes connections, each in a task of its own."""

    def __init__(self, tools: Tools, *, token: SecretStr | None) -> None:
        self._tools = tools
        self._token = token
        self._calls: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen; recordings that an earlier process left are collected."""
        self._tools.spool.open()
        self._tools.recordings.look()
        self._server = await asyncio.start_server(
            self._connected, host, port, limit=LONGEST_LINE
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("the server was not started")
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def held(self) -> int:
        """How many calls are held."""
        return len(self._calls)

    async def stop(self) -> None:
        """Take no more calls, and end those under way; Asterisk goes on with them."""
        if self._server is not None:
            self._server.close()
        for call in self._calls:
            call.cancel()
        if self._calls:
            await asyncio.wait(self._calls, timeout=LAST_WORDS)
        await self._tools.recordings.close()

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is None or len(self._calls) >= MOST_CALLS:
            log.warning("a call goes back to Asterisk: %d are held", len(self._calls))
            writer.close()
            return
        self._calls.add(task)
        try:
            async with asyncio.timeout(LONGEST_CALL):
                await self._hold(Wire(reader, writer))
        except (HungUp, asyncio.CancelledError):
            log.debug("a caller hung up, or we stop")  # nobody waits for this task
        except (AgiError, SpeechError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            log.warning("a call goes back to Asterisk: %s", reason)
        except Exception as error:  # its text may hold what was said
            log.error("a call broke off: %s", type(error).__name__)
        finally:
            self._calls.discard(task)
            writer.close()
            self._tools.recordings.look()

    async def _hold(self, wire: Wire) -> None:
        request = await wire.request()
        self._let_in(request)
        call_id, number = request.get("uniqueid", ""), request.get("callerid", "")
        if not re.fullmatch(CALL_ID, call_id):
            raise Malformed("the call has no id")
        await Session(
            self._tools,
            Phone(wire),
            call_id=call_id,
            caller=number if len(number) <= LONGEST_NUMBER else None,
        ).run()

    def _let_in(self, request: Mapping[str, str]) -> None:
        """Turn away whoever asks for something else, or is not our Asterisk."""
        script = request.get("network_script", "").partition("?")[0]
        given = request.get("arg_1", "").encode(errors="replace")
        right = self._token.get_secret_value().encode() if self._token else given
        if script != SCRIPT or not hmac.compare_digest(given, right):
            raise Turned("somebody asked for another script, or without the token")

"""The newsroom: one look at the records a second, told to every browser that listens.

However many officers watch, the records are asked once. What is told is written once
for each part of the union tree, and nobody hears of what is outside theirs. While
nobody listens nothing is asked.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.console.news.wire import HELLO, beat, moment_of, written
from helpdesk import clock
from helpdesk.database import read_only
from helpdesk.errors import TooOften
from helpdesk.officers import officer_sessions
from helpdesk.scope import Scope
from helpdesk.watching import ALL_IS_NEW, Lookout, News
from observe.faults import place_of

log = logging.getLogger("api.faults")

LOOK_EVERY = 1.0  # seconds
CHECK_EVERY = 5  # looks: who signed out hears no more
BEAT_EVERY = 15  # looks: a proxy hangs up on who is silent for long
AT_MOST = 6  # browsers of one officer
WAIT = 60.0  # seconds, for who listens in too many
WAITING_AT_MOST = 50  # messages that a slow browser has not taken yet
OLDEST = timedelta(minutes=5)  # who was away for longer looks at everything anew
END = b""


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """A browser that listens."""

    session_key: int
    """Of the officer's session; when that is over, so is this."""

    officer_id: int
    scope: Scope
    waiting: asyncio.Queue[bytes] = field(
        default_factory=lambda: asyncio.Queue(WAITING_AT_MOST)
    )

    def stop(self) -> None:
        """Let the stream end."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(END)


class Newsroom:
    """Looks while somebody listens, and tells."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], *, every: float = LOOK_EVERY
    ) -> None:
        self._sessions = sessions
        self._every = every
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._lookout = Lookout()
        self._is_closed = False

    def admit(self, session_key: int, officer_id: int, scope: Scope) -> Listener:
        """Take a listener in.

        Raises:
            TooOften: This officer listens in enough browsers.
        """
        officers = Counter(each.officer_id for each in self._listeners)
        if officers[officer_id] >= AT_MOST:
            raise TooOften(WAIT)
        listener = Listener(session_key, officer_id, scope)
        self._listeners.add(listener)
        if self._looking is None:
            self._lookout = Lookout()
            self._looking = asyncio.create_task(self._look())
        return listener

    async def stream(
        self, listener: Listener, *, last: str = ""
    ) -> AsyncIterator[bytes]:
        """Give what a browser is sent, until it or the officer's session is gone."""
        try:
            yield HELLO + beat(clock.now())
            if last:
                yield await self._missed(listener, last)
            while not self._is_closed:
                message = await listener.waiting.get()
                if message == END:
                    return
                yield message
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End every stream: the process is told to stop and must not wait for them."""
        self._is_closed = True
        if self._looking is not None:
            self._looking.cancel()
        for listener in self._listeners:
            listener.stop()

    async def finish(self) -> None:
        """Wait until it looks no more and has given its connection back."""
        if self._looking is not None:
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        """Look as long as somebody listens."""
        try:
            for look in count(1):
                await _survived(self._tell_news())
                if look % CHECK_EVERY == 0:
                    await _survived(self._send_away())
                if look % BEAT_EVERY == 0:
                    self._beat()
                await asyncio.sleep(self._every)
                if not self._listeners:
                    return
        finally:
            self._looking = None

    async def _tell_news(self) -> None:
        now = clock.now()
        async with read_only(self._sessions) as session:
            news = await self._lookout.look(session)
        by_scope: defaultdict[Scope, list[Listener]] = defaultdict(list)
        for listener in self._listeners if news else ():
            by_scope[listener.scope].append(listener)
        for scope, listeners in by_scope.items():
            message = _for(scope, news, at=now)
            for listener in listeners if message else ():
                self._tell(listener, message)

    async def _send_away(self) -> None:
        """End the streams of those whose session is over."""
        keys = {listener.session_key for listener in self._listeners}
        async with read_only(self._sessions) as session:
            still_on = set(await officer_sessions.still_on(session, keys))
        for listener in self._listeners:
            if listener.session_key not in still_on:
                listener.stop()

    def _beat(self) -> None:
        message = beat(clock.now())
        for listener in tuple(self._listeners):
            self._tell(listener, message)

    def _tell(self, listener: Listener, message: bytes) -> None:
        """Hand a message over; who does not keep up is cut off, and comes back."""
        try:
            listener.waiting.put_nowait(message)
        except asyncio.QueueFull:
            listener.stop()
            self._listeners.discard(listener)

    async def _missed(self, listener: Listener, last: str) -> bytes:
        """Return what a browser missed that comes back."""
        now, since = clock.now(), moment_of(last)
        if since is None or now - since > OLDEST:
            return _for(listener.scope, ALL_IS_NEW, at=now)
        async with read_only(self._sessions) as session:
            missed = await self._lookout.since(session, since)
        return _for(listener.scope, missed, at=now)


def _for(scope: Scope, news: Sequence[News], *, at: datetime) -> bytes:
    return written([each for each in news if each.is_for(scope)], at=at)


async def _survived(work: Awaitable[None]) -> None:
    """Go on after a fault: the records may be away for a moment."""
    try:
        await work
    except Exception as error:
        log.error("%s at %s", type(error).__name__, place_of(error))

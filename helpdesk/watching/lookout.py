"""The lookout: looks at the records every second, and tells what was not there before.

A record gets its time, or its key, before it is committed, and what was begun later
may be committed first. So each look goes back a little behind the one before, and what
was told already is remembered for as long.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.casework.presence import FRESH
from helpdesk.models import FloorMove
from helpdesk.watching.news import EVERYTHING, News, Topic
from helpdesk.watching.repository import Changed, WatchRepository

BACK = timedelta(seconds=10)  # longer than any transaction of ours takes
BACK_KEYS = 200  # as many messages or moves as may be under way at once
MANY = 200  # tickets at one look: more is told as "everything"

OPENED, SETTLED, CHANGED, SAID = "opened", "settled", "changed", "said"
LEFT = "left"  # handed over to a union elsewhere

type Present = Mapping[str, tuple[str | None, frozenset[int]]]


class Lookout:
    """Remembers what it saw; for one process and everybody who listens there."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._tickets: dict[str, datetime] = {}
        self._message = self._move = 0
        self._messages: dict[int, bool] = {}
        self._moves: set[int] = set()
        self._present: Present = {}

    async def look(self, session: AsyncSession) -> Sequence[News]:
        """Return what is new since the last look; the first one only remembers."""
        repository = WatchRepository(session)
        is_first, now = self._since is None, clock.now()
        if is_first:
            self._message = await repository.last_message()
            self._move = await repository.last_move()
        news = [
            *await self._of_tickets(repository, now),
            *await self._of_talks(repository),
            *await self._of_presence(repository, now),
        ]
        self._since = now
        return [] if is_first else news

    async def since(self, session: AsyncSession, moment: datetime) -> Sequence[News]:
        """Return what somebody missed who heard the news of a moment last."""
        repository = WatchRepository(session)
        changed = await repository.list_changed(since=moment - BACK, limit=MANY + 1)
        left = await _left(repository, changed, since=moment - BACK)
        missed = _told(changed, since=moment)
        return [*left, *missed, News(Topic.floor, EVERYTHING, CHANGED, frozenset())]

    async def _of_tickets(
        self, repository: WatchRepository, now: datetime
    ) -> Iterable[News]:
        since = (self._since or now) - BACK
        found = await repository.list_changed(since=since, limit=MANY * 2)
        fresh = [
            each for each in found if self._tickets.get(each.number) != each.changed_at
        ]
        known = self._tickets.keys()
        self._tickets = {each.number: each.changed_at for each in found}
        left = await _left(repository, fresh, since=since)
        return [*left, *_told(fresh, since=since, known=known)]

    async def _of_talks(self, repository: WatchRepository) -> Iterable[News]:
        """Tell what was said, and who asked for an officer or got one."""
        said = await self._said(repository)
        moved = await self._moved(repository)
        paths = await repository.paths_of({*said, *moved})
        talks = [
            News(Topic.talks, str(key), SAID, paths.get(key, frozenset()))
            for key in {*said, *moved}
        ]
        floor = [
            News(Topic.floor, str(key), move, paths.get(key, frozenset()))
            for key, move in moved.items()
            if move is not FloorMove.said
        ]
        return talks + floor

    async def _said(self, repository: WatchRepository) -> Collection[int]:
        """Return the conversations in which a worker spoke or was answered."""
        found = await repository.list_messages(after=self._message - BACK_KEYS)
        fresh = {
            conversation
            for key, conversation, is_answered in found
            if self._messages.get(key) is not is_answered
        }
        self._messages = {key: is_answered for key, _, is_answered in found}
        self._message = max(self._messages, default=self._message)
        return fresh

    async def _moved(self, repository: WatchRepository) -> Mapping[int, FloorMove]:
        """Return the conversations whose floor was moved, and how at last."""
        found = await repository.list_moves(after=self._move - BACK_KEYS)
        fresh = {
            conversation: move
            for key, conversation, move in sorted(found)
            if key not in self._moves
        }
        self._moves = {key for key, _, _ in found}
        self._move = max(self._moves, default=self._move)
        return fresh

    async def _of_presence(
        self, repository: WatchRepository, now: datetime
    ) -> Iterable[News]:
        before, self._present = self._present, await _present(repository, now)
        return [
            News(Topic.presence, number, CHANGED, frozenset({path}))
            for number, (path, officers) in ({**before, **self._present}).items()
            if _officers(before, number) != _officers(self._present, number)
        ]


async def _present(repository: WatchRepository, now: datetime) -> Present:
    found: dict[str, tuple[str | None, frozenset[int]]] = {}
    for number, path, officer in await repository.list_present(since=now - FRESH):
        others = found.get(number, (path, frozenset()))[1]
        found[number] = (path, others | {officer})
    return found


def _officers(present: Present, number: str) -> frozenset[int]:
    return present[number][1] if number in present else frozenset()


async def _left(
    repository: WatchRepository, changed: Sequence[Changed], *, since: datetime
) -> list[News]:
    """Tell those who had a ticket that they have it no more.

    Said before the changes: who still sees it hears those instead.
    """
    if len(changed) > MANY:
        return []
    left = await repository.list_left([each.number for each in changed], since=since)
    return [
        News(Topic.tickets, number, LEFT, frozenset(paths))
        for number, paths in left.items()
    ]


def _told(
    changed: Sequence[Changed], *, since: datetime, known: Collection[str] = ()
) -> list[News]:
    if len(changed) > MANY:
        return [News(Topic.tickets, EVERYTHING, CHANGED, frozenset())]
    news = []
    for each in changed:
        is_new = each.created_at >= since and each.number not in known
        kind = OPENED if is_new else SETTLED if each.settled_at else CHANGED
        news.append(News(Topic.tickets, each.number, kind, frozenset({each.path})))
    return news

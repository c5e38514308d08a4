"""Keeps the messages of one conversation in the order in which they came."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Place:
    """A place in the line of one conversation."""

    def __init__(self, before: asyncio.Future[None] | None) -> None:
        self._before = before
        self.left: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def reached(self, *, by: float) -> bool:
        """Wait until everybody before has left; no when that takes past `by`."""
        if self._before is not None:
            patience = by - asyncio.get_running_loop().time()
            await asyncio.wait((self._before,), timeout=max(patience, 0))
        return self.is_first

    @property
    def is_first(self) -> bool:
        """Nobody is in front."""
        return self._before is None or self._before.done()

    def leave(self) -> None:
        """Let the next one go, though not before everybody in front has left."""
        if self._before is None or self._before.done():
            self.left.set_result(None)
        else:
            self._before.add_done_callback(lambda _: self.left.set_result(None))


class Lines:
    """One line for each conversation in which something is going on."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}

    @contextmanager
    def join(self, conversation: str) -> Iterator[Place]:
        """Take the next place at once, and leave it at the end."""
        place = Place(self._last.get(conversation))
        self._last[conversation] = place.left
        place.left.add_done_callback(lambda _: self._forget(conversation, place))
        try:
            yield place
        finally:
            place.leave()

    def _forget(self, conversation: str, place: Place) -> None:
        if self._last.get(conversation) is place.left:
            del self._last[conversation]

    def __len__(self) -> int:
        return len(self._last)

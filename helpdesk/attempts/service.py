"""Counted tries: five wrong ones lock whatever they were counted against."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.attempts.repository import AttemptRepository
from helpdesk.errors import Locked
from helpdesk.models import Attempt, AttemptScope

logger = logging.getLogger(__name__)

ALLOWED = 5
LOCKED_FOR = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(minutes=30)  # counted from the last wrong try


@dataclass(frozen=True, slots=True)
class Tries:
    """The counters behind one try, held until its transaction ends."""

    counters: tuple[Attempt, ...]

    def count_wrong(self) -> int:
        """Count a wrong try and return how many are left; the last one locks.

        Raises:
            Locked: This was one too many.
        """
        now = clock.now()
        for counter in self.counters:
            counter.wrong += 1
            counter.last_at = now
            if counter.wrong >= ALLOWED:
                counter.wrong, counter.locked_until = 0, now + LOCKED_FOR
                logger.warning("locked: %s, counter %d", counter.scope, counter.id)
        _refuse_locked(self.counters)
        return ALLOWED - max(counter.wrong for counter in self.counters)


class AttemptService:
    """Counts tries per identity, phone and login."""

    async def hold(self, session: AsyncSession, **keys: str) -> Tries:
        """Hold the counters of these keys, named by their scope.

        They are held in the order of the scopes, so that two tries never wait for
        each other.

        Raises:
            Locked: One of them is locked.
        """
        repository, now = AttemptRepository(session), clock.now()
        held = [
            await repository.hold(scope=scope, key=keys[scope], at=now)
            for scope in AttemptScope
            if scope in keys
        ]
        _refuse_locked(held)
        for counter in held:
            if now - counter.last_at > FORGOTTEN_AFTER:
                counter.wrong = 0
        return Tries(tuple(held))

    async def forget(self, session: AsyncSession, tries: Tries) -> None:
        """Start again from nothing after a success."""
        await AttemptRepository(session).forget(tries.counters)

    async def purge(self, session: AsyncSession) -> None:
        """Delete counters that no longer count."""
        now = clock.now()
        await AttemptRepository(session).purge(before=now - FORGOTTEN_AFTER, now=now)


def _refuse_locked(counters: Iterable[Attempt]) -> None:
    locks = [c.locked_until for c in counters if c.locked_until]
    if locks and max(locks) > clock.now():
        raise Locked(max(locks))


attempts = AttemptService()

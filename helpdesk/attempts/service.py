"""Counted tries: too many wrong ones lock whatever they were counted against."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.attempts.limits import limits
from helpdesk.attempts.repository import AttemptRepository
from helpdesk.errors import Locked
from helpdesk.models import Attempt, AttemptScope

logger = logging.getLogger(__name__)


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
            limit = limits()[counter.scope]
            counter.wrong += 1
            counter.last_at = now
            if counter.wrong >= limit.allowed:
                counter.wrong, counter.locked_until = 0, now + limit.locked_for
                logger.warning("locked: %s, counter %d", counter.scope, counter.id)
        _refuse_locked(self.counters)
        return min(limits()[c.scope].allowed - c.wrong for c in self.counters)


class AttemptService:
    """Counts tries per identity, person, phone, address and login."""

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
            if now - counter.last_at > limits()[counter.scope].forgotten_after:
                counter.wrong = 0
        return Tries(tuple(held))

    async def forget(self, session: AsyncSession, tries: Tries) -> None:
        """Start again from nothing after a success.

        The address stays counted: who guesses at others' numbers must not be able to
        wipe the count with a success of the own.
        """
        own = [c for c in tries.counters if c.scope is not AttemptScope.address]
        await AttemptRepository(session).forget(own)


def _refuse_locked(counters: Iterable[Attempt]) -> None:
    locks = [c.locked_until for c in counters if c.locked_until]
    if locks and max(locks) > clock.now():
        raise Locked(max(locks))


attempts = AttemptService()

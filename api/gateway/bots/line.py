"""The line before the bots: so many at once, so many waiting, nobody in vain."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.gateway.bots.client import Bot
from api.gateway.bots.errors import BotBusy, BotLate, NotBegun

AT_ONCE = 8
"""Questions that one bot is asked at once: it works on one, the others of them wait
for actions. More would only lengthen the line inside the bot, where nobody sees it."""

FIRST_GUESS = 0.1
"""Seconds of a turn, before one was measured."""

WEIGHT = 0.05
"""Of the last turn in the mean: some 20 turns back are what counts."""


def _place() -> asyncio.Future[Bot]:
    return asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True, eq=False)
class Waiter:
    """A question that waits, and the bots it may be put to, the best one first."""

    order: Sequence[Bot]
    place: asyncio.Future[Bot] = field(default_factory=_place)


class Line:
    """Gives every question a bot, in the order in which they came.

    The bot that comes first for a dialogue has it at hand. When that one has enough to
    do, the next one is asked: it reads the dialogue, which costs less than waiting.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: deque[Waiter] = deque()
        self._seconds = FIRST_GUESS

    def __len__(self) -> int:
        return len(self._waiting)

    async def enter(self, order: Sequence[Bot], *, by: float) -> Bot:
        """Wait for a bot; `leave` gives it back.

        Raises:
            BotBusy: The line is full, or would take longer than there is time.
            BotLate: It took longer all the same.
            NotBegun: None of the bots is left.
        """
        bot = None if self._waiting else _free(order)
        if bot is not None:
            bot.under_way += 1
            return bot
        patience = by - asyncio.get_running_loop().time()
        wait = self.wait(order)
        if len(self._waiting) >= self._limit or wait > patience:
            raise BotBusy(wait)
        return await self._stand(Waiter(order), by)

    def leave(self, bot: Bot, *, after: float | None = None) -> None:
        """Give a bot back, after so many seconds if it answered."""
        bot.under_way -= 1
        if after is not None:
            self._seconds += WEIGHT * (after - self._seconds)
        self.serve()

    def serve(self) -> None:
        """Give bots to who waits: after one was given back, went, or came."""
        while self._waiting:
            waiter = self._waiting[0]
            bot = _free(waiter.order)
            if waiter.place.done():
                pass
            elif bot is not None:
                bot.under_way += 1
                waiter.place.set_result(bot)
            elif not any(each.is_in for each in waiter.order):
                waiter.place.set_exception(NotBegun("no bot is left"))
            else:
                return
            self._waiting.popleft()

    def wait(self, order: Sequence[Bot]) -> float:
        """Reckon how many seconds the next one will wait, as long as turns take now."""
        places = AT_ONCE * sum(bot.is_in for bot in order)
        return (len(self._waiting) + 1) * self._seconds / max(places, 1)

    async def _stand(self, waiter: Waiter, by: float) -> Bot:
        self._waiting.append(waiter)
        bot: Bot | None = None
        try:
            async with asyncio.timeout_at(by):
                bot = await waiter.place
        except TimeoutError as error:
            raise BotLate("no bot was free") from error
        finally:
            if bot is None:
                self._give_up(waiter)
        return bot

    def _give_up(self, waiter: Waiter) -> None:
        """Take nothing from the line; what came at the last moment is given back."""
        place = waiter.place
        place.cancel()
        if not place.cancelled() and place.exception() is None:
            self.leave(place.result())


def _free(order: Sequence[Bot]) -> Bot | None:
    return next((b for b in order if b.is_in and b.under_way < AT_ONCE), None)

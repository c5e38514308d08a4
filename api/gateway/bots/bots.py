"""All bots: each dialogue has its own one, and another when that one is away."""

import asyncio
import hashlib
import logging
import math
from collections.abc import Iterable, Sequence

import httpx
from pydantic import SecretStr

from api.gateway.bots import places
from api.gateway.bots.client import Bot
from api.gateway.bots.errors import BotDown, NotBegun
from api.gateway.bots.line import Line
from api.gateway.bots.messages import BotAnswer, Question
from api.gateway.bots.places import Place

log = logging.getLogger("api.gateway.bots")

LOOK_SECONDS = 1.0
"""Between two looks at every bot."""

PATIENCE = 2.0
"""Seconds that a bot has to say that it is there: one that is busy says it late."""

HASTE = 0.5
"""The same where somebody waits for it and no other bot is left."""

LINGER = 3.0
"""Seconds after a bot was last there for which a message waits for it to come back:
the only one left may have been too busy to say so, or is being started anew."""

PAUSE = 0.1
"""Seconds between two looks while somebody waits."""

NAMES_SECONDS = 5.0
"""Between two questions which addresses the host names have."""

LIMIT = 200


class Bots:
    """The one way to the bots; close it when the process ends."""

    def __init__(
        self,
        addresses: str,
        *,
        secret: SecretStr | None,
        limit: int = LIMIT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._urls = places.written(addresses)
        self._token = secret.get_secret_value() if secret else ""
        self._is_real = transport is None
        self._transport = transport or httpx.AsyncHTTPTransport()
        self._bots: dict[Place, Bot] = {}
        self._line = Line(limit)
        self._looking: asyncio.Task[None] | None = None
        self._named_at = -NAMES_SECONDS

    @property
    def all(self) -> Sequence[Bot]:
        """Return the bots that are known now."""
        return tuple(self._bots.values())

    @property
    def waiting(self) -> int:
        """Return how many questions wait for a bot."""
        return len(self._line)

    async def ask(self, question: Question, *, within: float) -> BotAnswer:
        """Ask one question of the dialogue's bot, or of the next one that takes it.

        Raises:
            BotError: There is no answer; the dialogue has run once at most.
        """
        by = asyncio.get_running_loop().time() + within
        while True:
            order = await self._order(question.sender, by=by)
            try:
                bot = await self._line.enter(order, by=by)
            except NotBegun:  # all went while it waited
                continue
            try:
                return await self._asked(bot, question, by)
            except NotBegun as error:  # its bot is known to be away now
                log.warning("bot %s: %s", bot.place.url, error)

    async def _asked(self, bot: Bot, question: Question, by: float) -> BotAnswer:
        loop = asyncio.get_running_loop()
        begun, after = loop.time(), None
        try:
            answer = await bot.ask(question, within=max(by - begun, 0))
            after = loop.time() - begun
            return answer
        finally:
            self._line.leave(bot, after=after)

    async def watch(self) -> None:
        """Look after the bots until cancelled: which there are, and which are there."""
        while True:
            await self._name()
            await self._look(self.all, within=PATIENCE)
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        if self._looking is not None:
            self._looking.cancel()
        await self._transport.aclose()

    async def _order(self, dialogue: str, *, by: float) -> Sequence[Bot]:
        """Return the bots, the dialogue's own one first; one of them is there.

        Raises:
            BotDown: None is, and none came back although it was waited for.
        """
        loop = asyncio.get_running_loop()
        await self._name()
        while not self._is_any_in():
            await self._look_now()
            if self._is_any_in():
                break
            last_in = max((bot.last_in for bot in self.all), default=-math.inf)
            if loop.time() + PAUSE > min(by, last_in + LINGER):
                raise BotDown("no bot is ready")
            await asyncio.sleep(PAUSE)
        return ranked(self.all, dialogue)

    def _is_any_in(self) -> bool:
        return any(bot.is_in for bot in self.all)

    async def _look_now(self) -> None:
        """Look at every bot, once for all who wait."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(self.all, within=HASTE))
        await asyncio.shield(self._looking)

    async def _look(self, bots: Iterable[Bot], *, within: float) -> None:
        await asyncio.gather(*(self._look_at(bot, within) for bot in bots))

    async def _look_at(self, bot: Bot, within: float) -> None:
        was_in = bot.is_in
        is_in = await bot.look(within=within)
        if is_in != was_in:
            log.warning("bot %s is %s", bot.place.url, "back" if is_in else "away")
            self._line.serve()

    async def _name(self) -> None:
        """Find out which bots there are, if that is some time ago."""
        now = asyncio.get_running_loop().time()
        if now < self._named_at + NAMES_SECONDS:
            return
        self._named_at = now
        found: list[Place] = []
        for url in self._urls:
            found += await self._at(url)
        self._bots = {
            place: self._bots.get(place) or self._new(place) for place in found
        }

    async def _at(self, url: httpx.URL) -> list[Place]:
        """Return the bots at an address; while its name is unknown, those known."""
        if not self._is_real:
            return [places.as_written(url)]
        try:
            return [place async for place in places.found(url)]
        except OSError as error:
            log.warning("bot %s: %s", url, type(error).__name__)
            return [place for place in self._bots if place.host == url.netloc.decode()]

    def _new(self, place: Place) -> Bot:
        return Bot(place, token=self._token, transport=self._transport)


def ranked(bots: Iterable[Bot], dialogue: str) -> Sequence[Bot]:
    """Return the bots as a dialogue prefers them.

    Every dialogue has an order of its own (rendezvous hashing): when a bot goes, only
    its dialogues move, and to all the others alike.
    """
    several = list(bots)
    if len(several) < 2:
        return several
    return sorted(several, key=lambda bot: _weight(bot, dialogue), reverse=True)


def _weight(bot: Bot, dialogue: str) -> bytes:
    text = f"{bot.place.url} {dialogue}".encode()
    return hashlib.blake2b(text, digest_size=8).digest()

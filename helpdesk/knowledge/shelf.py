"""The published articles of one database in memory, looked after now and then."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.knowledge.index import ArticleIndex
from helpdesk.knowledge.repository import ArticleRepository, Mark
from helpdesk.models import Article, Confidence

PATIENCE = 5.0
"""Seconds for which nobody asks the database whether articles have changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A published article as it is told."""

    key: str
    intent: str
    aspect: str | None
    title: str
    asks: tuple[str, ...]
    chat: str
    spoken: str
    source: str
    year: int
    confidence: Confidence
    version: int
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def of(cls, article: Article) -> "Entry":
        """Copy what is told of a record."""
        return cls(
            key=article.key,
            intent=article.intent,
            aspect=article.aspect,
            title=article.title,
            asks=tuple(article.asks),
            chat=article.chat,
            spoken=article.spoken,
            source=article.source,
            year=article.year,
            confidence=article.confidence,
            version=article.version,
            valid_from=article.valid_from,
            valid_to=article.valid_to,
        )

    def speaks_on(self, day: date) -> bool:
        """Tell whether it is valid on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class Stock:
    """All published articles of one moment, with their index."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = {entry.key: entry for entry in entries}
        self.topics: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            self.topics.setdefault(entry.intent, []).append(entry)
        self.index = ArticleIndex(self.entries.values())


@dataclass(slots=True)
class Shelf:
    """One database's stock, renewed when its mark has changed."""

    stock: Stock = field(default_factory=Stock)
    mark: Mark | None = None
    look_at: float = 0.0
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def fresh(self, session: AsyncSession) -> Stock:
        """Return the articles; the database is asked only every few seconds.

        Whoever comes while they are indexed anew (0.1 s, in a thread) gets the old.
        """
        indexing = self.one_by_one.locked() and self.mark is not None
        if indexing or time.monotonic() < self.look_at:
            return self.stock
        async with self.one_by_one:
            repository = ArticleRepository(session)
            mark = await repository.mark()
            if mark != self.mark:
                entries = [Entry.of(a) for a in await repository.list_published()]
                self.stock = await asyncio.to_thread(Stock, entries)
                self.mark = mark
            self.look_at = time.monotonic() + PATIENCE
        return self.stock

    def stale(self) -> None:
        """Have the next reader look at once."""
        self.look_at = 0.0


class Shelves:
    """Keeps a shelf for each database as long as its engine lives."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Engine, Shelf] = WeakKeyDictionary()

    def of(self, session: AsyncSession) -> Shelf:
        """Return the shelf of a session's database."""
        engine = session.get_bind().engine
        return self._known.setdefault(engine, Shelf())


shelves = Shelves()

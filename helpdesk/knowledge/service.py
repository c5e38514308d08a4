"""Knowledge: what is answered to a question, with its year and source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.knowledge.aspects import aspect_of
from helpdesk.knowledge.checks import fill_ins
from helpdesk.knowledge.editing import articles
from helpdesk.knowledge.files import ARTICLES
from helpdesk.knowledge.filling import Context, fill
from helpdesk.knowledge.index import ArticleIndex
from helpdesk.knowledge.loading import Loaded
from helpdesk.knowledge.shelf import Entry, Stock, shelves
from helpdesk.knowledge.tuning import tuning
from helpdesk.models import Confidence


@dataclass(frozen=True, slots=True)
class Answer:
    """An article's text with what makes it trustworthy."""

    text: str
    source: str
    year: int
    confidence: Confidence
    article: str
    title: str
    version: int

    @property
    def topic(self) -> str:
        """The intent whose question it answers."""
        return self.article.partition(".")[0]


class KnowledgeService:
    """Answers questions from the published articles, which it keeps in memory."""

    async def answer(
        self,
        session: AsyncSession,
        *,
        intent: str,
        text: str = "",
        aspect: str | None = None,
        spoken: bool = False,
        context: Context | None = None,
    ) -> Answer:
        """Return the answer to an intent that a text asks for, to read or to hear.

        Raises:
            NotFound: No article answers it on that day.
        """
        asked = context or Context()
        stock = await shelves.of(session).fresh(session)
        valid = [
            entry
            for entry in stock.topics.get(intent, ())
            if entry.speaks_on(asked.today)
        ]
        if not valid:
            raise NotFound(f"no article answers {intent} today")
        chosen = _by_aspect(valid, aspect) or _by_text(valid, text, stock.index)
        return await _told(session, chosen, spoken=spoken, context=asked)

    async def search(
        self,
        session: AsyncSession,
        *,
        text: str,
        spoken: bool = False,
        context: Context | None = None,
    ) -> Answer | None:
        """Return the article closest to a text; None when nothing is close enough."""
        asked = context or Context()
        stock = await shelves.of(session).fresh(session)
        found = _closest(stock, text, asked.today)
        if found is None:
            return None
        return await _told(session, found, spoken=spoken, context=asked)

    async def list_told(self, session: AsyncSession) -> Sequence[Entry]:
        """Return the articles that are told today, by their ids."""
        stock = await shelves.of(session).fresh(session)
        today = clock.today()
        return [entry for entry in stock.entries.values() if entry.speaks_on(today)]

    async def tell(self, session: AsyncSession, key: str) -> Answer:
        """Return the text of one article as a worker reads it.

        Raises:
            NotFound: There is none that is told today.
        """
        stock, context = await shelves.of(session).fresh(session), Context()
        entry = stock.entries.get(key)
        if entry is None or not entry.speaks_on(context.today):
            raise NotFound("no such article")
        return await _told(session, entry, spoken=False, context=context)

    async def has(self, session: AsyncSession, key: str) -> bool:
        """Tell whether there is a published article with this id."""
        stock = await shelves.of(session).fresh(session)
        return key in stock.entries

    async def fill_ins(self, session: AsyncSession, intent: str) -> frozenset[str]:
        """Return what is filled into the answers to an intent."""
        stock = await shelves.of(session).fresh(session)
        entries = stock.topics.get(intent, ())
        texts = (text for entry in entries for text in (entry.chat, entry.spoken))
        return frozenset().union(*map(fill_ins, texts))

    def aspect_of(self, text: str) -> str | None:
        """Return which side of a matter a text asks for, such as documents or cost."""
        return aspect_of(text)

    async def warm(self, session: AsyncSession) -> None:
        """Index the articles now, so that the first question need not wait for it."""
        await shelves.of(session).fresh(session)

    async def load(self, session: AsyncSession, folder: Path = ARTICLES) -> Loaded:
        """Bring the shipped articles in; what officers wrote since stays theirs."""
        return await articles.load(session, folder)


def _closest(stock: Stock, text: str, today: date) -> Entry | None:
    """Return the valid article closest to a text, if one is close enough."""
    close = {
        key: score
        for score, key in stock.index.best(text)
        if score >= tuning().enough and stock.entries[key].speaks_on(today)
    }
    if not close:
        return None
    scores = _weighed(close, [stock.entries[key] for key in close], text)
    return stock.entries[max(scores, key=lambda key: (scores[key], key))]


def _weighed(
    scores: Mapping[str, float], entries: Iterable[Entry], text: str
) -> dict[str, float]:
    """Favour the aspect that a text asks for, unless another article is far closer."""
    aspect = aspect_of(text)
    near = max(scores.values()) - tuning().behind
    return {
        entry.key: scores[entry.key]
        + tuning().aspect
        * (aspect is not None and entry.aspect == aspect and scores[entry.key] >= near)
        for entry in entries
    }


def _by_aspect(entries: Sequence[Entry], aspect: str | None) -> Entry | None:
    found = (entry for entry in entries if aspect and entry.aspect == aspect)
    return next(found, None)


def _by_text(entries: Sequence[Entry], text: str, index: ArticleIndex) -> Entry:
    """Return the main article unless another one is clearly closer to the text."""
    main = next((entry for entry in entries if entry.aspect is None), None)
    if not text or len(entries) == 1:
        return main or entries[0]
    plain = index.scores(text, [entry.key for entry in entries])
    scores = _weighed(plain, entries, text)
    best = max(entries, key=lambda entry: (scores[entry.key], entry.key))
    if main is None:
        return best
    needed = max(tuning().floor, scores[main.key] + tuning().margin)
    return best if scores[best.key] >= needed else main


async def _told(
    session: AsyncSession, entry: Entry, *, spoken: bool, context: Context
) -> Answer:
    text = entry.spoken if spoken else entry.chat
    return Answer(
        text=await fill(session, text, spoken=spoken, context=context),
        source=entry.source,
        year=entry.year,
        confidence=entry.confidence,
        article=entry.key,
        title=entry.title,
        version=entry.version,
    )


knowledge = KnowledgeService()

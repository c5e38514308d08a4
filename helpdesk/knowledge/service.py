"""Knowledge: what is answered to a question, with its year and source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.knowledge.files import ARTICLES, read_articles
from helpdesk.knowledge.repository import ArticleRepository
from helpdesk.models import Article, Confidence


@dataclass(frozen=True, slots=True)
class Answer:
    """An article's text with what makes it trustworthy."""

    text: str
    source: str
    year: int
    confidence: Confidence
    article_id: int


class KnowledgeService:
    """Answers questions from the articles in the database."""

    async def answer(
        self, session: AsyncSession, *, intent: str, spoken: bool = False
    ) -> Answer:
        """Return today's answer to an intent, to read or to hear."""
        article = await ArticleRepository(session).valid(intent, on=clock.today())
        if article is None:
            raise NotFound(f"no article answers {intent} today")
        return Answer(
            text=article.spoken if spoken else article.chat,
            source=article.source,
            year=article.year,
            confidence=article.confidence,
            article_id=article.id,
        )

    async def load(self, session: AsyncSession, folder: Path = ARTICLES) -> int:
        """Bring the articles of a folder into the database; return how many changed."""
        known = {
            (article.intent, article.title): article
            for article in await ArticleRepository(session).list_all()
        }
        return sum(_store(session, known, read_articles(folder)))


def _store(
    session: AsyncSession,
    known: Mapping[tuple[str, str], Article],
    entries: Iterable[Mapping[str, Any]],
) -> Iterable[bool]:
    """Add what is new, change what differs; yield whether it did."""
    for entry in entries:
        article = known.get((entry["intent"], entry["title"]))
        if article is None:
            session.add(Article(**entry))
            yield True
        elif any(getattr(article, name) != value for name, value in entry.items()):
            for name, value in entry.items():
                setattr(article, name, value)
            article.version += 1
            yield True


knowledge = KnowledgeService()

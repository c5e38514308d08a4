"""SQL of knowledge articles."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from helpdesk.models import Article, ArticleStatus, ArticleVersion
from helpdesk.repository import Repository

type Mark = tuple[int, int | None, datetime | None]


class ArticleRepository(Repository):
    """Questions about articles."""

    async def mark(self) -> Mark:
        """Return what is different whenever an article has changed."""
        statement = select(
            func.count(Article.id),
            func.sum(Article.version),
            func.max(Article.updated_at),
        )
        count, versions, newest = (await self.session.execute(statement)).one()
        return count, versions, newest

    async def list_published(self) -> Sequence[Article]:
        """Return every article that answers, in the order of their ids."""
        statement = (
            select(Article)
            .where(Article.status == ArticleStatus.published)
            .order_by(Article.key)
        )
        return (await self.session.scalars(statement)).all()

    async def list_all(self) -> Sequence[Article]:
        """Return every article."""
        return (await self.session.scalars(select(Article).order_by(Article.key))).all()

    async def by_key(self, key: str) -> Article | None:
        """Return the article with this id."""
        statement = select(Article).where(Article.key == key)
        return (await self.session.scalars(statement)).one_or_none()

    async def versions(self, article_id: int) -> Sequence[ArticleVersion]:
        """Return what an article was, the newest first."""
        statement = (
            select(ArticleVersion)
            .where(ArticleVersion.article_id == article_id)
            .order_by(ArticleVersion.version.desc())
        )
        return (await self.session.scalars(statement)).all()

    async def version(self, article_id: int, number: int) -> ArticleVersion | None:
        """Return one of an article's versions."""
        statement = select(ArticleVersion).where(
            ArticleVersion.article_id == article_id, ArticleVersion.version == number
        )
        return (await self.session.scalars(statement)).one_or_none()

"""SQL of knowledge articles."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from helpdesk.models import Article
from helpdesk.repository import Repository


class ArticleRepository(Repository):
    """Questions about articles."""

    async def valid(self, intent: str, *, on: date) -> Article | None:
        """Return the newest article that answers an intent on a day."""
        statement = (
            select(Article)
            .where(
                Article.intent == intent,
                or_(Article.valid_from.is_(None), Article.valid_from <= on),
                or_(Article.valid_to.is_(None), Article.valid_to >= on),
            )
            .order_by(Article.valid_from.desc().nulls_last(), Article.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_all(self) -> Sequence[Article]:
        """Return every article."""
        return (await self.session.scalars(select(Article).order_by(Article.id))).all()

"""Versions: an article as it was, and back again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.knowledge.fields import DAYS, FIELDS
from helpdesk.models import Article, ArticleChange, ArticleVersion, Confidence


async def keep_version(
    session: AsyncSession, article: Article, change: ArticleChange, *, by: int | None
) -> None:
    """Write down what an article is now, and who made it so."""
    await session.flush()
    session.add(
        ArticleVersion(
            article_id=article.id,
            version=article.version,
            change=change,
            officer_id=by,
            content=_plain(article),
        )
    )
    await session.flush()


def _plain(article: Article) -> dict[str, Any]:
    """Return an article's fields as JSON can hold them."""
    values = {name: getattr(article, name) for name in FIELDS}
    for name in DAYS:
        values[name] = values[name] and values[name].isoformat()
    return {**values, "status": article.status.value}


def restored(version: ArticleVersion) -> dict[str, Any]:
    """Return a version's fields as an article has them."""
    values: Mapping[str, Any] = version.content
    return {
        **{name: values[name] for name in FIELDS},
        **{name: _day(values[name]) for name in DAYS},
        "confidence": Confidence(values["confidence"]),
    }


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

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
            content=_content(article),
        )
    )
    await session.flush()


def _content(article: Article) -> dict[str, Any]:
    """Return an article's fields as JSON can hold them."""
    values = {name: getattr(article, name) for name in FIELDS}
    return {**plain(values), "status": article.status.value}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as JSON can hold them."""
    days = {name: values.get(name) for name in DAYS if name in values}
    return {**values, **{name: day and day.isoformat() for name, day in days.items()}}


def restored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a version, or of a proposal, as an article has them."""
    kept = {name: content[name] for name in FIELDS if name in content}
    days = {name: _day(kept[name]) for name in DAYS if name in kept}
    said = kept.get("confidence")
    return {**kept, **days, "confidence": Confidence(said) if said else None}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

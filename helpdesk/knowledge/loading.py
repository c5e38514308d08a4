"""Loading: the shipped articles come in, and what officers wrote stays theirs."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.knowledge.files import read_articles
from helpdesk.knowledge.repository import ArticleRepository
from helpdesk.knowledge.versions import keep_version
from helpdesk.models import Article, ArticleChange, ArticleStatus, Confidence

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Loaded:
    """What loading did, by the articles' ids."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Those that differ from the files because an officer changed them."""


async def load(session: AsyncSession, folder: Path) -> Loaded:
    """Bring the articles of a folder in; what the files no longer hold is retired."""
    loaded = Loaded()
    known = {
        article.key: article for article in await ArticleRepository(session).list_all()
    }
    for entry in read_articles(folder):
        article = known.pop(entry["key"], None)
        if article is None:
            await _add(session, entry)
            loaded.added.append(entry["key"])
        elif _differs(article, entry):
            kept = await _bring(session, article, entry)
            (loaded.changed if kept else loaded.left).append(article.key)
    for article in known.values():
        if _is_ours(article) and article.status is ArticleStatus.published:
            article.status = ArticleStatus.retired
            await _count(session, article, ArticleChange.retired)
            loaded.retired.append(article.key)
    if loaded.left:
        logger.warning("articles left as officers wrote them: %s", loaded.left)
    return loaded


def _is_ours(article: Article) -> bool:
    """Tell whether an article is as the files last made it."""
    return article.version == article.shipped


def _status(entry: Mapping[str, Any]) -> ArticleStatus:
    """Return draft for what is not verified: it waits for an officer."""
    if entry["confidence"] is Confidence.D:
        return ArticleStatus.draft
    return ArticleStatus.published


def _differs(article: Article, entry: Mapping[str, Any]) -> bool:
    wanted = {**entry, "status": _status(entry)}
    return any(getattr(article, name) != value for name, value in wanted.items())


async def _add(session: AsyncSession, entry: Mapping[str, Any]) -> None:
    intent, _, aspect = entry["key"].partition(".")
    article = Article(
        intent=intent,
        aspect=aspect or None,
        status=_status(entry),
        version=1,
        shipped=1,
        **entry,
    )
    session.add(article)
    await keep_version(session, article, ArticleChange.loaded, by=None)


async def _bring(
    session: AsyncSession, article: Article, entry: Mapping[str, Any]
) -> bool:
    """Make an article as the files have it, unless it is an officer's by now."""
    if not _is_ours(article):
        return False
    for name, value in entry.items():
        setattr(article, name, value)
    article.status = _status(entry)
    await _count(session, article, ArticleChange.loaded)
    return True


async def _count(
    session: AsyncSession, article: Article, change: ArticleChange
) -> None:
    article.version += 1
    article.shipped = article.version
    article.updated_at = clock.now()
    await keep_version(session, article, change, by=None)

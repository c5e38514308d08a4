"""Editing: officers change articles, and workers are told so within seconds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.knowledge.checks import check, check_publishable
from helpdesk.knowledge.checks_file import fault
from helpdesk.knowledge.fields import FIELDS
from helpdesk.knowledge.files import ARTICLES
from helpdesk.knowledge.loading import Loaded, load
from helpdesk.knowledge.repository import ArticleRepository
from helpdesk.knowledge.shelf import shelves
from helpdesk.knowledge.versions import keep_version, restored
from helpdesk.models import Article, ArticleChange, ArticleStatus, ArticleVersion
from helpdesk.repository import held


class ArticleService:
    """Keeps articles; every change leaves a version, and the search knows at once."""

    async def load(self, session: AsyncSession, folder: Path = ARTICLES) -> Loaded:
        """Bring a folder's articles in; what officers wrote since stays theirs."""
        loaded = await load(session, folder)
        shelves.of(session).stale()
        return loaded

    async def listed(self, session: AsyncSession) -> Sequence[Article]:
        """Return all articles, drafts and retired ones as well."""
        return await ArticleRepository(session).list_all()

    async def by_key(self, session: AsyncSession, key: str) -> Article:
        """Return an article by its id."""
        article = await ArticleRepository(session).by_key(key)
        if article is None:
            raise NotFound(f"no article {key}")
        return article

    async def find(self, session: AsyncSession, key: str) -> Article | None:
        """Return an article by its id, if there is one."""
        return await ArticleRepository(session).by_key(key)

    async def draft(
        self, session: AsyncSession, key: str, content: Mapping[str, Any], *, by: int
    ) -> Article:
        """Write a new article, which is not told before it is published.

        Raises:
            Conflict: There is one with this id.
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        _refuse_unknown(content)
        check({"key": key, **content})
        if await ArticleRepository(session).by_key(key):
            raise Conflict(f"there is an article {key}")
        intent, _, aspect = key.partition(".")
        article = Article(
            key=key,
            intent=intent,
            aspect=aspect or None,
            status=ArticleStatus.draft,
            version=1,
            **content,
        )
        session.add(article)
        await keep_version(session, article, ArticleChange.drafted, by=by)
        return article

    async def revise(
        self,
        session: AsyncSession,
        key: str,
        changes: Mapping[str, Any],
        *,
        version: int,
        by: int,
    ) -> Article:
        """Change fields of the version that the officer saw; a published one is told.

        Raises:
            Conflict: Somebody else changed it meanwhile.
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        _refuse_unknown(changes)
        article = await self._held(session, key, version)
        _check({**_content(article), **changes}, article.status)
        for name, value in changes.items():
            setattr(article, name, value)
        return await _changed(session, article, ArticleChange.revised, by)

    async def publish(
        self, session: AsyncSession, key: str, *, version: int, by: int
    ) -> Article:
        """Have an article told; what is not verified is refused."""
        article = await self._held(session, key, version)
        if article.status is ArticleStatus.published:
            raise Conflict(f"{key} is published already")
        check_publishable(_content(article))
        article.status = ArticleStatus.published
        return await _changed(session, article, ArticleChange.published, by)

    async def retire(
        self, session: AsyncSession, key: str, *, version: int, by: int
    ) -> Article:
        """Have an article told no more; it can be published again."""
        article = await self._held(session, key, version)
        if article.status is ArticleStatus.retired:
            raise Conflict(f"{key} is retired already")
        article.status = ArticleStatus.retired
        return await _changed(session, article, ArticleChange.retired, by)

    async def history(
        self, session: AsyncSession, key: str
    ) -> Sequence[ArticleVersion]:
        """Return what an article was, the newest first."""
        article = await self.by_key(session, key)
        return await ArticleRepository(session).versions(article.id)

    async def version(
        self, session: AsyncSession, key: str, number: int
    ) -> ArticleVersion:
        """Return what an article was at one time."""
        article = await self.by_key(session, key)
        found = await ArticleRepository(session).version(article.id, number)
        if found is None:
            raise NotFound(f"{key} has no version {number}")
        return found

    async def restore(
        self, session: AsyncSession, key: str, *, to: int, version: int, by: int
    ) -> Article:
        """Bring the texts of an earlier version back, as a new version."""
        article = await self._held(session, key, version)
        earlier = await self.version(session, key, to)
        content = restored(earlier.content)
        _check({"key": key, **content}, article.status)
        for name, value in content.items():
            setattr(article, name, value)
        return await _changed(session, article, ArticleChange.restored, by)

    async def _held(self, session: AsyncSession, key: str, version: int) -> Article:
        """Return an article that nobody else can change now, if it is as was seen."""
        article = await held(session, await self.by_key(session, key))
        if article.version != version:
            raise Conflict(f"{key} has version {article.version}, not {version}")
        return article


def _refuse_unknown(content: Mapping[str, Any]) -> None:
    for name in sorted(content.keys() - set(FIELDS)):
        raise InvalidInput(fault("unknown", field=name))


def _check(content: Mapping[str, Any], status: ArticleStatus) -> None:
    """Check what would be told now more strictly than what is put by."""
    if status is ArticleStatus.published:
        check_publishable(content)
    else:
        check(content)


def _content(article: Article) -> dict[str, Any]:
    return {"key": article.key, **{name: getattr(article, name) for name in FIELDS}}


async def _changed(
    session: AsyncSession, article: Article, change: ArticleChange, by: int
) -> Article:
    """Count a change, keep it, and tell the search."""
    article.version += 1
    article.updated_at = clock.now()
    await keep_version(session, article, change, by=by)
    shelves.of(session).stale()
    return article


articles = ArticleService()

"""The knowledge that workers are answered from."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api.rest.gate import Called, RestRoute
from api.rest.problems import described
from api.rest.views import Page, View
from api.services import Use
from helpdesk.database import read_only
from helpdesk.knowledge import knowledge
from helpdesk.models import Confidence

KEY = r"^[a-z][a-z0-9_.]{1,95}$"

router = APIRouter(prefix="/articles", route_class=RestRoute, tags=["articles"])


class ArticleLine(View):
    """An article that is told today."""

    key: str
    title: str
    source: str = Field(description="what it stands on")
    year: int = Field(description="of which year that is")
    confidence: Confidence
    version: int


class ArticleView(ArticleLine):
    """An article with what a worker reads."""

    text: str


@router.get("", responses=described())
async def list_articles(
    services: Use,
    caller: Called,
    topic: Annotated[str | None, Query(pattern=KEY)] = None,
    cursor: Annotated[str, Query(max_length=96)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[ArticleLine]:
    """List the articles that are told today, all or those of one intent."""
    async with read_only(services.sessions) as session:
        told = await knowledge.list_told(session)
    found = [
        entry
        for entry in sorted(told, key=lambda entry: entry.key)
        if entry.key > cursor and topic in (None, entry.intent)
    ]
    shown = found[:limit]
    return Page(
        items=[
            ArticleLine(
                key=entry.key,
                title=entry.title,
                source=entry.source,
                year=entry.year,
                confidence=entry.confidence,
                version=entry.version,
            )
            for entry in shown
        ],
        next=shown[-1].key if len(found) > limit else None,
    )


@router.get("/{key}", responses=described("not-found"))
async def show_article(
    key: Annotated[str, Path(pattern=KEY)], services: Use, caller: Called
) -> ArticleView:
    """Show an article as a worker reads it."""
    async with read_only(services.sessions) as session:
        answer = await knowledge.tell(session, key)
    return ArticleView(
        key=answer.article,
        title=answer.title,
        source=answer.source,
        year=answer.year,
        confidence=answer.confidence,
        version=answer.version,
        text=answer.text,
    )

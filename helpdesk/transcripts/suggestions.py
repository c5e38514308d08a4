"""What a seat may read out: the articles that answer the requests of a call."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import NotFound
from helpdesk.knowledge.service import Answer, knowledge
from helpdesk.transcripts.analysis import Analysis

MOST = 4  # articles that a seat looks at while somebody waits


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article, to read and to read out."""

    article: str
    title: str
    chat: str
    spoken: str
    source: str
    year: int


async def suggest(
    session: AsyncSession, analysis: Analysis, *, most: int = MOST
) -> list[Suggestion]:
    """Return the published articles for a call's requests, the best first."""
    found: dict[str, Suggestion] = {}
    for key in analysis.articles:
        topic, _, aspect = key.partition(".")
        try:
            read = await _answer(session, topic, aspect, spoken=False)
            heard = await _answer(session, topic, aspect, spoken=True)
        except NotFound:
            continue
        found.setdefault(read.article, _suggestion(read, heard))
        if len(found) == most:
            break
    return list(found.values())


async def _answer(
    session: AsyncSession, topic: str, aspect: str, *, spoken: bool
) -> Answer:
    return await knowledge.answer(
        session, intent=topic, aspect=aspect or None, spoken=spoken
    )


def _suggestion(read: Answer, heard: Answer) -> Suggestion:
    return Suggestion(
        article=read.article,
        title=read.title,
        chat=read.text,
        spoken=heard.text,
        source=read.source,
        year=read.year,
    )

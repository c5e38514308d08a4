"""Articles that may answer a ticket: of its matter, or closest to a search."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.knowledge.service import Answer, knowledge
from helpdesk.knowledge.shelf import shelves
from helpdesk.knowledge.tuning import tuning

MOST = 5  # articles that somebody looks through


async def articles(
    session: AsyncSession, *, category: str, text: str = ""
) -> Sequence[Answer]:
    """Return articles for a category, or the closest to a text that is searched for."""
    found: list[Answer] = []
    for intent, aspect in await _keys(session, category, text):
        try:
            told = await knowledge.answer(session, intent=intent, aspect=aspect)
        except NotFound:
            continue
        if told.article not in {each.article for each in found}:
            found.append(told)
    return found


async def _keys(
    session: AsyncSession, category: str, text: str
) -> Sequence[tuple[str, str | None]]:
    """Return which articles to look at, by what they answer."""
    stock, today = await shelves.of(session).fresh(session), clock.today()
    if text:
        best = (key for score, key in stock.index.best(text) if score >= _least())
        entries = [stock.entries[key] for key in best]
    else:
        entries = list(stock.topics.get(category, ()))
    told = [entry for entry in entries if entry.speaks_on(today)]
    return [(entry.intent, entry.aspect) for entry in told[:MOST]]


def _least() -> float:
    """Return how close is close enough to be looked at: a person decides then."""
    return tuning().enough / 2

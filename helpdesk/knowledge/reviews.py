"""When an article has to be read over again, and which questions nobody answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.knowledge.gaps_repository import GapsRepository
from helpdesk.models import Article
from helpdesk.privacy import redact
from helpdesk.rules import rules

FILE = Path(__file__).with_name("reviews.yml")


@dataclass(frozen=True, slots=True)
class Gap:
    """What workers said that found no answer; names and numbers are masked."""

    text: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A question that was asked, and has no article."""

    intent: str
    times: int


def due_on(article: Article) -> date:
    """Return the day by which an article has to be read over."""
    book = rules(FILE)
    due: date = article.reviewed_on + timedelta(days=book["days"][article.confidence])
    if article.valid_to is None:
        return due
    return min(due, article.valid_to - timedelta(days=book["soon"]))


async def gaps(session: AsyncSession) -> list[Gap]:
    """Return what lately found no answer, the most frequent first."""
    book = rules(FILE)
    rule = book["gaps"]
    said = await GapsRepository(session).list_unanswered(
        since=clock.now() - timedelta(days=rule["days"]),
        intents=book["nothing_meant"],
        below=rule["below"],
        limit=rule["most"],
    )
    found: dict[str, list[datetime]] = {}
    for text, at in said:
        line = redact(" ".join(text.split()))[: rule["length"]]
        if line:
            found.setdefault(line, []).append(at)
    told = [Gap(text, len(at), max(at)) for text, at in found.items()]
    return sorted(told, key=lambda gap: (-gap.times, -gap.last_at.timestamp()))


async def unwritten(session: AsyncSession, answered: Sequence[str]) -> list[Unwritten]:
    """Return the questions that were asked lately and that no article answers."""
    book = rules(FILE)
    since = clock.now() - timedelta(days=book["gaps"]["days"])
    asked = Counter(dict(await GapsRepository(session).count_intents(since=since)))
    return [
        Unwritten(intent, times)
        for intent, times in asked.most_common()
        if intent not in answered and intent not in book["nothing_meant"]
    ]

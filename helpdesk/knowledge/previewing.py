"""What a worker would read and hear of an article, before anybody does."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.knowledge.filling import Context, fill


@dataclass(frozen=True, slots=True)
class Preview:
    """An answer as it is read, and turn by turn as it is heard."""

    chat: str
    spoken: tuple[str, ...]


async def preview(session: AsyncSession, *, chat: str, spoken: str) -> Preview:
    """Fill an answer in as of today, for somebody of whom nothing is known."""
    from language.speak import pages  # here: `language` loads spaCy

    context = Context()
    heard = await fill(session, spoken, spoken=True, context=context)
    read = await fill(session, chat, spoken=False, context=context)
    return Preview(read, tuple(pages(heard)))

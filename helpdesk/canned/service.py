"""Canned texts: what officers write again and again, with fields from the ticket."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.canned.editing import CannedEditing
from helpdesk.canned.fields import Filled, check_filled, fill, sample
from helpdesk.canned.loading import load
from helpdesk.canned.repository import CannedRepository
from helpdesk.canned.values import values_of
from helpdesk.errors import NotFound
from helpdesk.models import CannedText, CannedUse, Officer, Ticket
from helpdesk.organisations import organisations


class CannedService(CannedEditing):
    """Offers texts for a ticket and fills them in; keeping them is inherited."""

    async def list_for(
        self,
        session: AsyncSession,
        ticket: Ticket,
        officer: Officer,
        *,
        use: CannedUse | None = None,
    ) -> list[CannedText]:
        """Return the texts for a ticket: the closest to its matter, then the most used.

        A union's texts are for its own tickets and its own officers.
        """
        own = await organisations.path_of(session, officer.organisation_id)
        found = await CannedRepository(session).list_for(
            skill=ticket.skill,
            category=ticket.category,
            paths=[*organisations.above(ticket.path), *organisations.above(own)],
            officer_id=officer.id,
        )
        wanted = (text for text in found if use in (None, text.use))
        return sorted(wanted, key=_closest_first)

    async def filled(
        self, session: AsyncSession, text: str, ticket: Ticket, officer: Officer
    ) -> Filled:
        """Fill a text in for a ticket; what is missing is marked for the officer."""
        return fill(text, await values_of(session, ticket, officer))

    def sample(self, text: str) -> Filled:
        """Fill a text in with examples, for who writes it."""
        return sample(text)

    def check_filled(self, words: str) -> None:
        """Refuse words in which a field was left open; nothing raw is ever sent."""
        check_filled(words)

    async def count_use(self, session: AsyncSession, text_id: int) -> None:
        """Count that a text was taken up."""
        await CannedRepository(session).count_use(text_id)

    async def count_sent(
        self,
        session: AsyncSession,
        ticket: Ticket,
        officer: Officer,
        *,
        chosen: Collection[int],
    ) -> None:
        """Count the texts that went into words which were sent; each once."""
        offered = {text.id for text in await self.list_for(session, ticket, officer)}
        for text_id in sorted(offered.intersection(chosen)):
            await self.count_use(session, text_id)

    async def titled(self, session: AsyncSession, title: str) -> Sequence[CannedText]:
        """Return the shared texts that are called so."""
        return await CannedRepository(session).list_by_title(title)

    async def shared(self, session: AsyncSession, text_id: int) -> CannedText:
        """Return the text with this key."""
        text = await CannedRepository(session).by_id(text_id)
        if text is None:
            raise NotFound("no such text")
        return text

    async def load(self, session: AsyncSession) -> None:
        """Bring the shipped texts in; what officers changed stays theirs."""
        await load(session)


def _closest_first(text: CannedText) -> tuple[bool, bool, bool, int, int]:
    return (
        text.category is None,
        text.skill is None,
        text.path is None,
        -text.used,
        text.id,
    )


canned = CannedService()

"""Finding: whose name was meant, misspelt, shortened or spelt by its sound."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.finding.directory import Directories, Shelf
from helpdesk.finding.found import Found


class FindingService:
    """Finds employers, unions and sites by what people write or say."""

    def __init__(self) -> None:
        self._directories = Directories()

    async def employer(
        self,
        session: AsyncSession,
        text: str,
        *,
        district: str | None = None,
        street: str | None = None,
    ) -> Found:
        """Return which enterprise was meant; its keys are those of organisations.

        A district and street, by their plain names, tell apart what sounds alike.
        """
        shelf = self._directories.of(session).employers
        return await _find(session, shelf, text, district, street)

    async def union(
        self,
        session: AsyncSession,
        text: str,
        *,
        district: str | None = None,
        street: str | None = None,
    ) -> Found:
        """Return which union above the enterprises was meant."""
        shelf = self._directories.of(session).unions
        return await _find(session, shelf, text, district, street)

    async def site(
        self,
        session: AsyncSession,
        text: str,
        *,
        district: str | None = None,
        street: str | None = None,
    ) -> Found:
        """Return which service point, rest station or workers' home was meant."""
        shelf = self._directories.of(session).sites
        return await _find(session, shelf, text, district, street)

    async def warm(self, session: AsyncSession) -> None:
        """Index all names now, so that the first search need not wait for it."""
        directory = self._directories.of(session)
        for shelf in (directory.employers, directory.unions, directory.sites):
            await shelf.fresh(session)


async def _find(
    session: AsyncSession,
    shelf: Shelf,
    text: str,
    district: str | None,
    street: str | None,
) -> Found:
    index = await shelf.fresh(session)
    return index.find(text, near=(district, street))


finding = FindingService()

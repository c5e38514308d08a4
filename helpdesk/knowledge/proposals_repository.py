"""SQL of proposed articles."""

from collections.abc import Sequence

from sqlalchemy import select

from helpdesk.models import ArticleProposal, Officer
from helpdesk.repository import Repository


class ProposalRepository(Repository):
    """Questions about what editors propose."""

    async def by_key(self, key: str) -> ArticleProposal | None:
        """Return what is proposed for an article."""
        statement = select(ArticleProposal).where(ArticleProposal.key == key)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_all(self) -> Sequence[ArticleProposal]:
        """Return everything that is proposed, the oldest first."""
        statement = select(ArticleProposal).order_by(ArticleProposal.updated_at)
        return (await self.session.scalars(statement)).all()

    async def names(self, officer_ids: Sequence[int]) -> dict[int, str]:
        """Return what officers are called."""
        statement = select(Officer.id, Officer.name).where(Officer.id.in_(officer_ids))
        found = await self.session.execute(statement)
        return {row.id: row.name for row in found}
